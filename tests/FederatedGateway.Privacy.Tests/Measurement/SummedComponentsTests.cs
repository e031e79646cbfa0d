namespace FederatedGateway.Privacy.Tests;

public sealed class SummedComponentsTests
{
    private static readonly Measurement[] Three = [new DistinctUnitsMeasurement(), new CountMeasurement(3), new SumMeasurement("x", 0, 500)];

    [Fact]
    public void The_noise_of_a_sum_is_that_of_all_its_agencies()
    {
        MeasurementPlan[] plans = [.. new[] { 1, 2, 5 }.Select(i => MeasurementPlan.For(new(new(i * 100_000_000, 1_000_000), 5, new(2, 3)), Three))];
        var sums = SummedComponents.Of([.. plans.Select(plan => plan.Components)]);
        Assert.Equal(NoiseInterval.HalfWidth([.. plans.Select(plan => plan.Components[2].Noise)], .99m), sums.HalfWidth("sum:x", .99m));
        Assert.Equal(2, sums.StartOf("sum:x"));
        Assert.Equal(3, sums.Width);
    }

    [Fact]
    public void Components_that_differ_or_are_missing_are_refused()
    {
        MeasurementPlan one = MeasurementPlan.For(new(new(100_000_000, 1_000_000), 5, new(2, 3)), Three);
        MeasurementPlan two = MeasurementPlan.For(new(new(100_000_000, 1_000_000), 5, new(2, 4)), [new DistinctUnitsMeasurement(), new CountMeasurement(4), Three[2]]);
        Assert.Throws<ArgumentException>(() => SummedComponents.Of([]));
        Assert.Throws<ArgumentException>(() => SummedComponents.Of([one.Components, two.Components]));
        Assert.Throws<ArgumentException>(() => SummedComponents.Of(one).HalfWidth("sum:y", .95m));
        Assert.ThrowsAny<ArgumentException>(() => Three[0].Estimate(SummedComponents.Of(one), [1], .95m));
        Assert.ThrowsAny<ArgumentException>(() => Three[0].Estimate(SummedComponents.Of(one), [1, 2, 3], 1m));
    }
}
