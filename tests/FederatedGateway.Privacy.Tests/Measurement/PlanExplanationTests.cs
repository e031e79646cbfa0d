namespace FederatedGateway.Privacy.Tests;

public sealed class PlanExplanationTests
{
    private static readonly MeasurementPlan Plan = MeasurementPlan.For(
        new(new(60_000_001, 2_000_000), 10, new(4, 3)), [new CountMeasurement(3), QuantilesMeasurement.Median("age", RangeTree.Create(new(0, 120), 2, 4), 3)]);

    [Fact]
    public void An_explanation_reads_as_text() =>
        Assert.Equal(
            """
            price: rho = 0.060000001, delta = 0.000000002; one unit is in at most 4 groups
            rows: 1 number a group, one unit adds at most 3; over all groups L1 = 12, L2 = 6; Gaussian noise of sigma = 42.426 for rho = 0.01
            tree:age:2^4: 30 numbers in 4 levels a group, one unit adds at most 3; over all groups L1 = 48, L2 = 12; Gaussian noise of sigma = 60 for rho = 0.02
            k rule: figures of fewer than 10 units are never given, of 162 at least every other time, of 315 always; for rho = 0.030000001 and the whole delta
            """.ReplaceLineEndings("\n"),
            Plan.Explain().ToString());

    [Fact]
    public void The_parts_of_the_price_add_up_to_the_price()
    {
        PlanExplanation explanation = Plan.Explain();
        Assert.Equal(Plan.Price, new PrivacyLoss(explanation.Components.Sum(component => component.Share), 0) + explanation.RulePrice);
        Assert.Equal(Plan.Components.Select(planned => planned.Component), explanation.Components.Select(component => component.Planned.Component));
    }

    [Fact]
    public void Sensitivity_price_and_noise_fit_together()
    {
        foreach (ComponentExplanation component in Plan.Explain().Components)
        {
            Assert.Equal(component.Share / 1e9, (double)component.L2Squared / (2 * component.Planned.Noise.Parameter.ToDouble()), 1e-12);
        }
    }
}
