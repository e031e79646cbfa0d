namespace FederatedGateway.Privacy.Tests;

public sealed class MeasurementTests
{
    private const int Times = 4_000;
    private static readonly ContributionBound Bound = new(2, 3);
    private static readonly ValueRange Range = new(0, 99);
    private static readonly PrivacyLoss Price = new(600_000_000, 1_000_000);

    // 90 rows, two thirds at 10 and one third at 85: mean 35, variance 1250.
    private static readonly long[] Rows = [.. Enumerable.Range(0, 90).Select(i => i % 3 == 0 ? 85L : 10)];

    public static TheoryData<Measurement, double> Moments => new()
    {
        { new MeanMeasurement("x", Range, 3), 35 },
        { new VarianceMeasurement("x", Range, 3), 1250 },
        { new DeviationMeasurement("x", Range, 3), Math.Sqrt(1250) },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void Exact_sums_give_the_exact_measure(Measurement measurement, double exact)
    {
        MeasurementPlan plan = MeasurementPlan.For(new(Price, 5, Bound), [measurement]);
        Estimate estimate = Assert.NotNull(Assert.Single(measurement.Estimate(SummedComponents.Of(plan), Sums(plan, 1), .95m)));
        Assert.Equal(exact, estimate.Value, 1e-9);
        Assert.InRange(exact, estimate.Lower, estimate.Upper);
    }

    [Fact]
    public void Two_measures_of_one_column_with_other_bounds_are_refused_and_not_taken_for_one()
    {
        Measurement[] means = [new MeanMeasurement("x", new(0, 10), 3), new MeanMeasurement("x", new(5, 15), 3)];
        Assert.Throws<ArgumentException>(() => MeasurementPlan.For(new(Price, 5, Bound), means));
        Assert.Equal(2, MeasurementPlan.For(new(Price, 5, Bound), [means[0], means[0]]).Components.Count);
    }

    [Fact]
    public void The_widest_histogram_has_a_width() =>
        Assert.Equal(65_536, RangeTree.Create(new(0, 1_000_000), 65_536, 1).Width);

    // False-alarm rate below 1e-6 each; see Simulation.Misses.
    [Theory]
    [MemberData(nameof(Moments))]
    public void Intervals_hold_the_exact_measure_as_often_as_promised(Measurement measurement, double exact)
    {
        foreach (int size in new[] { 1, 10, 1_000 })
        {
            MeasurementPlan[] plans = [.. new[] { 1, 3, 7 }.Select(i => MeasurementPlan.For(new(new(i * Price.NanoRho, 1_000_000), 5, Bound), [measurement]))];
            List<long[]> releases = Simulation.Releases(plans, Sums(plans[0], size), Times, 61);
            var all = SummedComponents.Of([.. plans.Select(plan => plan.Components)]);
            // Where nothing is left to say, nothing is missed.
            Assert.InRange(Simulation.Misses(Estimates(measurement, all, releases).Where(estimate => estimate is not null), exact), 0, 290);
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void Sabotage_noise_of_one_agency_forgotten_is_caught(Measurement measurement, double exact)
    {
        MeasurementPlan[] plans = [.. new[] { 7, 1 }.Select(i => MeasurementPlan.For(new(new(i * Price.NanoRho, 1_000_000), 5, Bound), [measurement]))];
        List<long[]> releases = Simulation.Releases(plans, Sums(plans[0], 1_000), Times, 62);
        Assert.True(Simulation.Misses(Estimates(measurement, SummedComponents.Of(plans[0]), releases), exact) > 290);
    }

    [Fact]
    public void Counts_and_sums_are_the_released_numbers_with_the_width_of_their_noise()
    {
        Measurement[] measurements = [new DistinctUnitsMeasurement(), new CountMeasurement(3), new SumMeasurement("x", -5, 40)];
        MeasurementPlan plan = MeasurementPlan.For(new(Price, 5, Bound), measurements);
        var sums = SummedComponents.Of(plan);
        for (int i = 0; i < 3; i++)
        {
            long width = NoiseInterval.HalfWidth([plan.Components[i].Noise], .9m);
            Assert.Equal(new Estimate(100 + i, 100 + i - width, 100 + i + width), Assert.Single(measurements[i].Estimate(sums, [100, 101, 102], .9m)));
        }
    }

    [Fact]
    public void Ends_beyond_53_bits_are_rounded_outward()
    {
        Estimate estimate = Estimate.Around((1L << 60) + 1, 2);
        Assert.True((Int128)estimate.Lower <= (1L << 60) - 1);
        Assert.True((Int128)estimate.Upper >= (1L << 60) + 3);
    }

    [Fact]
    public void A_count_that_may_be_zero_leaves_the_whole_range_and_one_that_is_leaves_nothing()
    {
        var mean = new MeanMeasurement("x", Range, 3);
        var variance = new VarianceMeasurement("x", Range, 3);
        var deviation = new DeviationMeasurement("x", Range, 3);
        var sums = SummedComponents.Of(MeasurementPlan.For(new(Price, 5, Bound), [mean, variance, deviation]));
        Assert.Equal(new Estimate(49.5, 0, 99), Assert.Single(mean.Estimate(sums, [1, 0, 0], .95m)));
        Assert.Equal((0.0, 99 * 99 / 4.0), Ends(variance, [1, 0, 0]));
        Assert.Equal((0.0, 49.5), Ends(deviation, [1, 0, 0]));
        Assert.Equal([null, null, null], new Measurement[] { mean, variance, deviation }.Select(measurement => Assert.Single(measurement.Estimate(sums, [0, 9, 9], .95m))));

        (double, double) Ends(Measurement measurement, long[] values) =>
            Assert.Single(measurement.Estimate(sums, values, .95m)) is { } some ? (some.Lower, some.Upper) : default;
    }

    [Fact]
    public void A_column_that_may_lack_numbers_is_averaged_over_the_rows_that_have_one()
    {
        var mean = new MeanMeasurement("x", Range, 3) { SkipsNulls = true };
        var variance = new VarianceMeasurement("x", Range, 3) { SkipsNulls = true };
        var deviation = new DeviationMeasurement("x", Range, 3) { SkipsNulls = true };
        MeasurementPlan plan = MeasurementPlan.For(new(Price, 5, Bound), [new CountMeasurement(3), mean, variance, deviation]);
        Assert.Equal(["rows", "rows:x", "centred:x", "squares:x"], plan.Components.Select(planned => planned.Component.Id));
        Assert.Equal(plan.Components[0].Component.Linf, plan.Components[1].Component.Linf);

        // A million rows, half of them with a number, all at the upper end of the range.
        var sums = SummedComponents.Of(plan);
        long[] values = [1_000_000, 500_000, 500_000 * Range.Centre(Range.High), 500_000 * Range.CentreSquare(Range.High)];
        Assert.Equal(Range.High, Assert.Single(mean.Estimate(sums, values, .95m))!.Value.Value, 1e-9);
        Assert.Equal(0, Assert.Single(variance.Estimate(sums, values, .95m))!.Value.Value, 1e-6);
    }

    [Fact]
    public void Results_never_leave_what_the_dictionary_allows()
    {
        var random = new SeededSource(63);
        Measurement[] measurements = [new MeanMeasurement("x", Range, 3), new VarianceMeasurement("x", Range, 3), new DeviationMeasurement("x", Range, 3)];
        var sums = SummedComponents.Of(MeasurementPlan.For(new(Price, 5, Bound), measurements));
        for (int i = 0; i < 2_000; i++)
        {
            int shift = (int)random.NextBelow(60);
            long[] values = [.. Enumerable.Range(0, 3).Select(_ => (long)random.NextWord() >> shift >> 2)];
            for (int m = 0; m < 3; m++)
            {
                if (measurements[m].Estimate(sums, values, .95m)[0] is { } some)
                {
                    Assert.InRange(some.Value, some.Lower - 1e-9, some.Upper + 1e-9);
                    Assert.InRange(some.Lower, 0, some.Upper);
                    Assert.InRange(some.Upper, some.Lower, new[] { 99, 99 * 99 / 4.0, 49.5 }[m]);
                }
            }
        }
    }

    [Fact]
    public void Shared_components_are_released_once_and_conflicting_bounds_are_refused()
    {
        MeasurementPlan plan = MeasurementPlan.For(new(Price, 5, Bound), [new CountMeasurement(3), new MeanMeasurement("x", Range, 3), new VarianceMeasurement("x", Range, 3), new DeviationMeasurement("x", Range, 3)]);
        Assert.Equal(["rows", "centred:x", "squares:x"], plan.Components.Select(planned => planned.Component.Id));
        Assert.Contains("name each once", Assert.Throws<ArgumentException>(() => MeasurementPlan.For(new(Price, 5, Bound), [new CountMeasurement(3), new CountMeasurement(4)])).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<ArgumentException>(() => MeasurementPlan.For(new(Price, 5, Bound), [new SumMeasurement("x", 5, 4)]));
        Assert.Throws<ArgumentException>(() => MeasurementPlan.For(new(Price, 5, Bound), [new MeanMeasurement("x", new(5, 4), 3)]));
        Assert.Throws<OverflowException>(() => MeasurementPlan.For(new(Price, 5, Bound), [new VarianceMeasurement("x", new(0, long.MaxValue), 3)]));
    }

    [Fact]
    public void A_measure_bounded_for_fewer_rows_than_are_kept_is_refused()
    {
        RangeTree tree = RangeTree.Create(Range, 2, 1);
        foreach (Measurement narrow in new Measurement[] { new CountMeasurement(2), new MeanMeasurement("x", Range, 2), new VarianceMeasurement("x", Range, 2), new DeviationMeasurement("x", Range, 2), QuantilesMeasurement.Median("x", tree, 2), new HistogramMeasurement("x", tree, 2) })
        {
            Assert.Contains("3 are kept", Assert.Throws<ArgumentException>(() => MeasurementPlan.For(new(Price, 5, Bound), [narrow])).Message, StringComparison.Ordinal);
        }
    }

    private static long[] Sums(MeasurementPlan plan, int size) => [.. plan.Components.Select(planned => size * planned.Component.Id switch
    {
        "rows" => Rows.Length,
        "centred:x" => Rows.Sum(Range.Centre),
        _ => Rows.Sum(Range.CentreSquare),
    })];

    private static IEnumerable<Estimate?> Estimates(Measurement measurement, SummedComponents sums, List<long[]> releases) =>
        releases.Select(values => measurement.Estimate(sums, values, .95m)[0]);
}
