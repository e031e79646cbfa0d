namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// A question is run on random data and again without one unit, with the noise frozen. After Re:cord-play (arXiv 2602.17454). Deterministic.
/// </summary>
public sealed class NeighbourReplayTests
{
    private const int Groups = 7;
    private static readonly PrivacyLoss Price = new(900_000_000, 1_000_000);
    private static readonly ContributionBound Bound = new(2, 3);
    private static readonly ValueRange Range = new(-4, 50);
    private static readonly RangeTree Tree = RangeTree.Create(Range, 3, 2);

    private static readonly Measurement[] All =
    [
        new CountMeasurement(3),
        new DistinctUnitsMeasurement(),
        new SumMeasurement("x", -20, 60),
        new MeanMeasurement("x", Range, 3),
        new VarianceMeasurement("x", Range, 3),
        new DeviationMeasurement("x", Range, 3),
        QuantilesMeasurement.Median("x", Tree, 3),
        new HistogramMeasurement("x", RangeTree.Create(Range, 5, 1), 3),
    ];

    public static TheoryData<string> Names => [.. All.Select(measurement => measurement.Name)];

    [Fact]
    public void Every_kind_of_measure_is_replayed() =>
        Assert.Equal(
            typeof(Measurement).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Measurement))).Select(type => type.Name).Order(),
            All.Select(measurement => measurement.GetType().Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void One_unit_moves_every_component_within_its_sensitivity(string name) => Assert.True(StaysWithin(name, Sabotage.None));

    [Theory]
    [MemberData(nameof(Names))]
    public void Sabotage_bound_after_grouping_is_caught(string name) => Assert.False(StaysWithin(name, Sabotage.BoundAfterGrouping));

    [Fact]
    public void Sabotage_rows_clamped_instead_of_totals_is_caught() => Assert.False(StaysWithin("SUM(x)", Sabotage.RowsClampedInsteadOfTotals));

    [Theory]
    [InlineData("COUNT(*)")]
    [InlineData("SUM(x)")]
    [InlineData("AVG(x)")]
    [InlineData("VAR(x)")]
    [InlineData("STDEV(x)")]
    [InlineData("QUANTILES(x)")]
    [InlineData("HISTOGRAM(x)")]
    public void Sabotage_Linf_ignored_is_caught(string name) => Assert.False(StaysWithin(name, Sabotage.LinfIgnored));

    [Fact]
    public void Sabotage_levels_of_a_tree_forgotten_is_caught()
    {
        MeasureComponent tree = Assert.Single(QuantilesMeasurement.Median("x", Tree, 3).Components);
        long[] unit = Tree.Grow([3, .. new long[Tree.Bins - 1]]);
        long squares = Bound.MaxGroups * unit.Sum(value => value * value);
        Assert.Equal(Sensitivity.Of(Bound.MaxGroups, tree).L2Squared, squares);
        Assert.True(Sensitivity.Of(Bound.MaxGroups, tree with { Levels = 1 }).L2Squared < squares);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void With_noise_frozen_the_answers_differ_by_the_true_difference_alone(string name)
    {
        Measurement[] asked = Asked(name);
        MeasurementPlan plan = MeasurementPlan.For(new(Price, 5, Bound), asked);
        var node = new ReferenceNode(Bound, plan, asked, Groups);
        var random = new SeededSource(41);
        for (int i = 0; i < 5; i++)
        {
            List<Row> rows = Rows(random);
            List<Row> neighbour = [.. rows.Where(row => row.Unit != 0)];
            var source = new SeededSource(42);
            var frozen = new SeededSource(42);
            IReadOnlyList<ReleasedCell<int>> with = plan.Measure(node.Sensitive(rows), source).Value;
            IReadOnlyList<ReleasedCell<int>> without = plan.Measure(node.Sensitive(neighbour), frozen).Value;
            Assert.Equal(source.WordsDrawn, frozen.WordsDrawn);
            Assert.Equal(Differences(node.Cells(rows).Select(cell => cell.Values), node.Cells(neighbour).Select(cell => cell.Values)), Differences(with.Select(cell => cell.Values), without.Select(cell => cell.Values)));
        }
    }

    private static Measurement[] Asked(string name) => [.. All.Where(measurement => measurement.Name == name)];

    private static bool StaysWithin(string name, Sabotage sabotage)
    {
        Measurement[] asked = Asked(name);
        MeasurementPlan plan = MeasurementPlan.For(new(Price, 5, Bound), asked);
        var node = new ReferenceNode(Bound, plan, asked, Groups, sabotage);
        var random = new SeededSource(43);
        return Enumerable.Range(0, 60).All(_ => StaysWithin(plan, node, Rows(random)));
    }

    private static bool StaysWithin(MeasurementPlan plan, ReferenceNode node, List<Row> rows)
    {
        IReadOnlyList<TrueCell<int>> with = node.Cells(rows);
        IReadOnlyList<TrueCell<int>> without = node.Cells([.. rows.Where(row => row.Unit != 0)]);
        bool within = with.Zip(without).Count(pair => pair.First.Units != pair.Second.Units) <= Bound.MaxGroups;
        int start = 0;
        foreach (PlannedComponent planned in plan.Components)
        {
            int end = start + planned.Component.Width;
            long[] moved = [.. with.Zip(without).SelectMany(pair => Enumerable.Range(start, end - start).Select(i => pair.First.Values[i] - pair.Second.Values[i]))];
            Sensitivity sensitivity = Sensitivity.Of(Bound.MaxGroups, planned.Component);
            within &= moved.Sum(Math.Abs) <= sensitivity.L1 && moved.Sum(value => value * value) <= sensitivity.L2Squared;
            start = end;
        }

        return within;
    }

    private static IEnumerable<long> Differences(IEnumerable<IReadOnlyList<long>> with, IEnumerable<IReadOnlyList<long>> without) =>
        with.Zip(without).SelectMany(pair => pair.First.Zip(pair.Second, (one, two) => one - two));

    // Unit 0 has many rows in many groups; sometimes all of them are alike and extreme.
    private static List<Row> Rows(SeededSource random)
    {
        bool extreme = random.NextBelow(2) == 0;
        List<Row> rows = [.. Enumerable.Range(0, 40).Select(_ => new Row(0, (int)random.NextBelow(Groups), extreme ? 50 : (long)random.NextBelow(75) - 14))];
        rows.AddRange(Enumerable.Range(0, 60).Select(_ => new Row(1 + (int)random.NextBelow(12), (int)random.NextBelow(Groups), (long)random.NextBelow(75) - 14)));
        return rows;
    }
}
