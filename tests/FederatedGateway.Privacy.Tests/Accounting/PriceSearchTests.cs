using System.Globalization;

namespace FederatedGateway.Privacy.Tests;

public sealed class PriceSearchTests
{
    private static readonly DistinctUnitsMeasurement Units = new();
    private static readonly Measurement[] Several = [new CountMeasurement(3), Units, new SumMeasurement("x", 0, 50), new MeanMeasurement("x", new(0, 20), 3)];

    [Theory]
    [InlineData(false, false, 10, "0.95", 1)]
    [InlineData(false, true, 10, "0.95", 4)]
    [InlineData(false, false, 0, "0.95", 1)]
    [InlineData(false, true, 2000, "0.999", 100)]
    [InlineData(true, false, 10, "0.95", 1)]
    [InlineData(true, true, 40, "0.95", 4)]
    public void A_price_is_the_least_that_gives_the_half_width(bool laplace, bool several, long halfWidth, string confidence, int agencies)
    {
        decimal level = decimal.Parse(confidence, CultureInfo.InvariantCulture);
        MeasurementTerms terms = laplace ? Pure(1) : Selection(1_000_000);
        Measurement[] all = several ? Several : [Units];
        PrivacyLoss price = PriceSearch.PriceFor(terms, Planner(all), Units, halfWidth, level, agencies)!.Value;
        Assert.True(Width(price) <= halfWidth);
        Assert.True(Width(laplace ? new PureLoss(price.NanoEpsilon - 1).ToLoss() : price with { NanoRho = price.NanoRho - 1 }) > halfWidth);
        Assert.Equal(terms.Price.DeltaUnits, price.DeltaUnits);

        long Width(PrivacyLoss at) => Units.HalfWidth(
            SummedComponents.Of([.. Enumerable.Repeat(MeasurementPlan.For(terms with { Price = at }, all).Components, agencies)]), level)!.Value;
    }

    // 1.96² / (2 · 10²) for continuous noise, twice that for the k rule's half; the discrete interval reaches half a step further.
    [Fact]
    public void Plus_or_minus_ten_at_95_percent_costs_about_what_the_normal_distribution_says()
    {
        long price = PriceSearch.PriceFor(Selection(1), Planner(Units), Units, 10, .95m, 1)!.Value.NanoRho;
        Assert.InRange(price / 2, 1.9599m * 1.9599m / (2 * 10.6m * 10.6m) * 1e9m, 1.96m * 1.96m / (2 * 10m * 10m) * 1e9m);
    }

    [Fact]
    public void Where_no_price_is_enough_or_the_interval_depends_on_the_answer_none_is_named()
    {
        var wide = new SumMeasurement("x", 0, 1L << 50);
        Assert.Null(PriceSearch.PriceFor(Selection(1_000_000), Planner(wide), wide, 0, .95m, 1));
        Assert.Throws<ArgumentException>(() => PriceSearch.PriceFor(Selection(1_000_000), Planner(Several), Several[3], 10, .95m, 1));
        var flat = QuantilesMeasurement.Median("x", RangeTree.Create(new(0, 10), 16, 1), 3);
        Assert.Throws<ArgumentException>(() => PriceSearch.PriceFor(Selection(1_000_000), Planner(flat), flat, 10, .95m, 1));
    }

    // Too small a price makes no plan.
    private static Func<MeasurementTerms, MeasurementPlan?> Planner(params Measurement[] all) => terms =>
    {
        try
        {
            return MeasurementPlan.For(terms, all);
        }
        catch (ArgumentException)
        {
            return null;
        }
    };

    private static MeasurementTerms Selection(long nanoRho) => new(new(nanoRho, 1_000_000), 10, new(1, 3));

    private static MeasurementTerms Pure(decimal epsilon) => new(PureLoss.Charged(epsilon).ToLoss(), 10, new(1, 3)) { Noise = NoiseKind.Laplace, ShownBelowK = .01m };
}
