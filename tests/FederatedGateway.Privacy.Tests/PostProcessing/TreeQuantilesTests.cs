namespace FederatedGateway.Privacy.Tests;

public sealed class TreeQuantilesTests
{
    private const int Times = 1_000;
    private static readonly ContributionBound Bound = new(2, 1);
    private static readonly RangeTree Tree = RangeTree.Create(new(0, 999), 4, 3);
    private static readonly decimal[] Probabilities = [.1m, .5m, .9m];
    private static readonly QuantilesMeasurement Quantiles = new("x", Tree, 1, Probabilities);

    // Skewed: squares from 0 to 961.
    private static readonly long[] Rows = [.. Enumerable.Range(0, 640).Select(i => (long)(i / 20) * (i / 20))];

    [Fact]
    public void Without_noise_a_quantile_lies_in_its_bin()
    {
        var exact = new TreeQuantiles(Tree, NoiseKind.Gaussian, 1e-12);
        // None of them falls exactly between two bins.
        decimal[] probabilities = [.11m, .51m, .91m];
        Estimate?[] estimates = [.. exact.Estimates([.. Grown(1).Select(count => (double)count)], probabilities, .95m)];
        for (int i = 0; i < estimates.Length; i++)
        {
            Estimate estimate = Assert.NotNull(estimates[i]);
            int bin = Tree.BinOf(Exact(probabilities[i]));
            Assert.Equal((Tree.LowOf(bin), Tree.HighOf(bin)), ((long)estimate.Lower, (long)estimate.Upper));
        }
    }

    // False-alarm rate below 1e-6 each; see Simulation.Misses. The method promises 95 % and keeps more (no normal approximation).
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Intervals_hold_the_exact_quantile_as_often_as_promised(int size)
    {
        MeasurementPlan[] plans = [.. new[] { 1, 3 }.Select(i => MeasurementPlan.For(new(new(i * 100_000_000, 1_000_000), 5, Bound), [Quantiles]))];
        List<long[]> releases = Simulation.Releases(plans, Grown(size), Times, 65);
        var sums = SummedComponents.Of([.. plans.Select(plan => plan.Components)]);
        IReadOnlyList<Estimate?>[] estimates = [.. releases.Select(values => Quantiles.Estimate(sums, values, .95m))];
        for (int i = 0; i < Probabilities.Length; i++)
        {
            Assert.InRange(Simulation.Misses(estimates.Select(all => all[i]), Exact(Probabilities[i])), 0, 95);
        }
    }

    [Fact]
    public void Sabotage_noise_of_the_sum_taken_too_small_is_caught()
    {
        MeasurementPlan plan = MeasurementPlan.For(new(new(10_000_000, 1_000_000), 5, Bound), [Quantiles]);
        List<long[]> releases = Simulation.Releases([plan], Grown(50), Times, 66);
        var half = new TreeQuantiles(Tree, NoiseKind.Gaussian, NoiseSpread.VarianceOf(plan.Components[0].Noise) / 64);
        Assert.True(Simulation.Misses(releases.Select(values => half.Estimates([.. values.Select(value => (double)value)], [.5m], .95m).First()), Exact(.5m)) > 95);
    }

    [Fact]
    public void Trees_of_agencies_are_merged_by_adding_them()
    {
        long[] one = Grown(1);
        long[] two = Tree.Grow([.. Enumerable.Range(0, Tree.Bins).Select(bin => (long)bin)]);
        Assert.Equal(Tree.Grow([.. one[^Tree.Bins..].Zip(two[^Tree.Bins..], (a, b) => a + b)]), one.Zip(two, (a, b) => a + b));
    }

    [Fact]
    public void Every_value_of_the_range_has_its_bin()
    {
        foreach (RangeTree tree in new[] { Tree, RangeTree.Create(new(-7, 5), 2, 3), RangeTree.Create(new(3, 3), 2, 1), RangeTree.Create(new(0, 9), 2, 5) })
        {
            for (long value = tree.Range.Low; value <= tree.Range.High; value++)
            {
                int bin = tree.BinOf(value);
                Assert.InRange(bin, 0, tree.Bins - 1);
                Assert.InRange(value, tree.LowOf(bin), tree.HighOf(bin));
            }

            Assert.Equal(tree.BinOf(tree.Range.Low), tree.BinOf(long.MinValue));
            Assert.Equal(tree.BinOf(tree.Range.High), tree.BinOf(long.MaxValue));
        }
    }

    [Fact]
    public void A_tree_that_cannot_be_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => RangeTree.Create(new(1, 0), 2, 3));
        Assert.ThrowsAny<ArgumentException>(() => RangeTree.Create(new(long.MinValue, long.MaxValue), 2, 3));
        Assert.ThrowsAny<ArgumentException>(() => RangeTree.Create(new(0, 9), 1, 3));
        Assert.ThrowsAny<ArgumentException>(() => RangeTree.Create(new(0, 9), 2, 0));
        Assert.ThrowsAny<ArgumentException>(() => RangeTree.Create(new(0, 9), 2, 17));
        MeasurementPlan plan = MeasurementPlan.For(new(new(100_000_000, 1_000_000), 5, Bound), [Quantiles]);
        Assert.Throws<ArgumentException>(() => (Quantiles with { Probabilities = [1m] }).Estimate(SummedComponents.Of(plan), Grown(9), .95m));
    }

    // The binary mechanism of continual counting (Chan, Shi and Song): h = floor(log2 T) + 1 levels share the price, and a prefix is bounded by h numbers.
    [Theory]
    [InlineData(24, 15.8, 5)]
    [InlineData(365, 38.2, 9)]
    [InlineData(1024, 51.6, 11)]
    public void Published_prefix_deviations_are_bounds_that_fitting_stays_below(int length, double laplace, double concentrated)
    {
        int levels = (int)Math.Log2(length) + 1;
        Assert.Equal(laplace, Math.Sqrt(levels * 2 * levels * levels), .05);
        Assert.Equal(concentrated, Math.Sqrt(levels * (levels / (2 * .5))), 1e-12);
        int worst = Enumerable.Range(1, length).Max(t => int.PopCount(t));
        Assert.True(worst < levels);

        RangeTree tree = RangeTree.Create(new(0, length - 1), 2, (int)Math.Ceiling(Math.Log2(length)));
        var quantiles = new TreeQuantiles(tree, NoiseKind.Gaussian, tree.Levels / (2 * .5));
        Assert.True(Enumerable.Range(0, length).Max(bin => quantiles.Deviation(bin, 0)) < concentrated);
    }

    private static long Exact(decimal p) => Rows.Order().ElementAt((int)decimal.Ceiling(p * Rows.Length) - 1);

    private static long[] Grown(int size)
    {
        var bins = new long[Tree.Bins];
        foreach (long value in Rows)
        {
            bins[Tree.BinOf(value)] += size;
        }

        return Tree.Grow(bins);
    }
}
