using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class MeasurementPlanTests
{
    private static readonly PrivacyLoss Price = new(50_000_001, 1_000_000);
    private static readonly ContributionBound Bound = new(4, 3);
    private static readonly MeasureComponent Rows = new("rows", 3);
    private static readonly MeasureComponent Units = new("units", 1);

    [Fact]
    public void The_price_is_shared_and_nothing_is_left_over()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 5, Bound), [Units, Rows]);
        // Each component has 12,500,000 nano-rho: sigma² = L0 Linf² / (2 rho).
        Assert.Equal([new Rational(160, 1), new Rational(1440, 1)], plan.Components.Select(planned => planned.Noise.Parameter));
        Assert.Equal(Price, plan.Price);
        SelectionRule rest = SelectionRule.FromBudget(5, new(25_000_001, 1_000_000), 4);
        Assert.Equal(rest.UnitsForCertainty, ((SelectionRule)plan.Rule).UnitsForCertainty);
        Assert.Equal(rest.Threshold(40), ((SelectionRule)plan.Rule).Threshold(40));
    }

    [Fact]
    public void Noise_and_k_rule_together_cost_exactly_the_price()
    {
        var random = new SeededSource(91);
        for (int i = 0; i < 100; i++)
        {
            var price = new PrivacyLoss(10_000_000 + (long)random.NextBelow(1_000_000_000), 1_000_000);
            MeasureComponent[] components = [.. Enumerable.Range(0, (int)random.NextBelow(6)).Select(c => new MeasureComponent($"c{c}", 1 + (long)random.NextBelow(1000)))];
            MeasurementPlan plan = MeasurementPlan.Create(new(price, 5, Bound), components);
            Rational noise = plan.Components.Aggregate(default(Rational), (sum, planned) =>
                sum + (Rational.FromInteger(Sensitivity.Of(Bound.MaxGroups, planned.Component.Linf).L2Squared) / (Rational.FromInteger(2) * planned.Noise.Parameter)));
            long rest = price.NanoRho - (long)(noise * Rational.FromInteger(1_000_000_000)).Floor();
            Assert.Equal(BigInteger.One, (noise * Rational.FromInteger(1_000_000_000)).Denominator);
            SelectionRule rule = SelectionRule.FromBudget(5, new(rest, price.DeltaUnits), Bound.MaxGroups);
            Assert.Equal(rule.UnitsForCertainty, ((SelectionRule)plan.Rule).UnitsForCertainty);
        }
    }

    [Fact]
    public void A_plan_without_components_spends_everything_on_the_k_rule()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 5, Bound), []);
        Assert.Equal(SelectionRule.FromBudget(5, Price, 4).UnitsForCertainty, ((SelectionRule)plan.Rule).UnitsForCertainty);
        Released<IReadOnlyList<ReleasedCell<string>>> released = plan.Measure(Cells(("a", 1_000_000, [])));
        Assert.Empty(Assert.Single(released.Value).Values);
    }

    [Fact]
    public void Cells_keep_their_order_and_those_below_k_are_absent()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 5, Bound), [Units]);
        Released<IReadOnlyList<ReleasedCell<string>>> released = plan.Measure(
            Cells(("z", 5_000, [5_000]), ("y", 4, [4]), ("x", 6_000, [6_000]), ("w", 0, [0]), ("a", 7_000, [7_000])));
        Assert.Equal(["z", "x", "a"], released.Value.Select(cell => cell.Key));
        Assert.Equal(Price, released.Cost);
        // 20 sigma: beyond by chance less than once in 1e80.
        Assert.All(released.Value.Zip([5_000, 6_000, 7_000]), pair => Assert.InRange(pair.First.Values[0], pair.Second - 253, pair.Second + 253));
    }

    // False-alarm rate below 1e-6.
    [Fact]
    public void Released_values_carry_the_planned_noise_around_the_truth()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 5, Bound), [Units, Rows]);
        var source = new SeededSource(92);
        Released<IReadOnlyList<ReleasedCell<int>>> released = plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>([.. Enumerable.Range(0, 20_000).Select(i => new TrueCell<int>(i, 9_999, [70, -30]))]), source);
        for (int component = 0; component < 2; component++)
        {
            Queue<long> noises = new(released.Value.Select(cell => cell.Values[component] - (component == 0 ? 70 : -30)));
            Assert.False(Fit.ChiSquareRejects(noises.Dequeue, Theory.Gaussian(component == 0 ? 160 : 1440), 20_000));
        }
    }

    [Fact]
    public void Sabotage_noise_of_another_component_is_caught()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 5, Bound), [Units, Rows]);
        Released<IReadOnlyList<ReleasedCell<int>>> released = plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>([.. Enumerable.Range(0, 20_000).Select(i => new TrueCell<int>(i, 9_999, [0, 0]))]), new SeededSource(93));
        Queue<long> noises = new(released.Value.Select(cell => cell.Values[0]));
        Assert.True(Fit.ChiSquareRejects(noises.Dequeue, Theory.Gaussian(1440), 20_000));
    }

    [Fact]
    public void Two_releases_never_share_their_noise()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 5, Bound), [Rows]);
        Sensitive<IReadOnlyList<TrueCell<int>>> cells = FortyCells();
        // Forty noises of sigma 27 agree by chance with a probability below 1e-70.
        Assert.False(ShareNoise(plan.Measure(cells), plan.Measure(cells)));
    }

    [Fact]
    public void Sabotage_a_reused_seed_is_caught()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 5, Bound), [Rows]);
        Sensitive<IReadOnlyList<TrueCell<int>>> cells = FortyCells();
        Assert.True(ShareNoise(plan.Measure(cells, new SeededSource(94)), plan.Measure(cells, new SeededSource(94))));
    }

    [Fact]
    public void What_is_drawn_does_not_depend_on_what_is_in_the_cells()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 5, Bound), [Units, Rows]);
        var shown = new SeededSource(95);
        var withheld = new SeededSource(95);
        plan.Measure(Cells(("a", 1_000_000, [1, 2]), ("b", 1_000_000, [3, 4])), shown);
        plan.Measure(Cells(("a", 0, [0, 0]), ("b", 4, [4, 9])), withheld);
        Assert.Equal(shown.WordsDrawn, withheld.WordsDrawn);
    }

    [Fact]
    public void Values_at_the_ends_of_64_bits_are_saturated_and_do_not_overflow()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 1, Bound), [new("sum:x", 1L << 40)]);
        Released<IReadOnlyList<ReleasedCell<string>>> released = plan.Measure(Cells(("a", 1_000_000, [long.MaxValue]), ("b", 1_000_000, [long.MinValue])));
        Assert.Equal([1L << 62, -(1L << 62)], released.Value.Select(cell => cell.Values[0]));
    }

    [Fact]
    public void A_wrong_cell_is_refused_without_its_figures()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(Price, 5, Bound), [Units]);
        foreach (Sensitive<IReadOnlyList<TrueCell<string>>> wrong in new[] { Cells(("secretkey", 987654, [])), Cells(("secretkey", -987654, [987654])) })
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => plan.Measure(wrong));
            Assert.DoesNotContain("987654", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("secretkey", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_price_or_bound_that_cannot_work_is_refused_with_the_remedy()
    {
        Refused("raise the agreement's epsilon", () => MeasurementPlan.Create(new(new(0, 1), 5, Bound), []));
        Refused("raise the agreement's epsilon", () => MeasurementPlan.Create(new(new(1_000_000, 0), 5, Bound), []));
        Refused("raise the price", () => MeasurementPlan.Create(new(new(3, 1_000_000), 5, Bound), [Units, Rows]));
        Refused("set both in the dictionary", () => MeasurementPlan.Create(new(Price, 5, new(0, 1)), []));
        Refused("set both in the dictionary", () => MeasurementPlan.Create(new(Price, 5, new(1, 0)), []));
        Refused("set its bounds", () => MeasurementPlan.Create(new(Price, 5, Bound), [new("x", 0)]));
        Refused("name each once", () => MeasurementPlan.Create(new(Price, 5, Bound), [Units, Units]));
        Refused("lower its bound", () => MeasurementPlan.Create(new(Price, 5, Bound), [new("x", long.MaxValue)]));
        Refused("k", () => MeasurementPlan.Create(new(Price, 0, Bound), []));
    }

    private static void Refused(string remedy, Action create) =>
        Assert.Contains(remedy, Assert.ThrowsAny<ArgumentException>(create).Message, StringComparison.OrdinalIgnoreCase);

    private static bool ShareNoise(Released<IReadOnlyList<ReleasedCell<int>>> one, Released<IReadOnlyList<ReleasedCell<int>>> two) =>
        one.Value.Select(cell => cell.Values[0]).SequenceEqual(two.Value.Select(cell => cell.Values[0]));

    private static Sensitive<IReadOnlyList<TrueCell<int>>> FortyCells() =>
        Sensitive.Of<IReadOnlyList<TrueCell<int>>>([.. Enumerable.Range(0, 40).Select(i => new TrueCell<int>(i, 1_000_000, [0]))]);

    private static Sensitive<IReadOnlyList<TrueCell<string>>> Cells(params (string Key, long Units, long[] Values)[] cells) =>
        Sensitive.Of<IReadOnlyList<TrueCell<string>>>([.. cells.Select(cell => new TrueCell<string>(cell.Key, cell.Units, cell.Values))]);
}
