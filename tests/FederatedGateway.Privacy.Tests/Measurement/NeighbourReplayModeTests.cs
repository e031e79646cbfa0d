using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// What a plan does to random groups, some of them empty or just at the threshold, and to the same groups without one unit, with the noise frozen: the
/// same randomness is drawn in the same order, and each group's noise is the same, so that nothing but the noisy numbers differs. After Re:cord-play
/// (arXiv 2602.17454). Deterministic.
/// </summary>
public sealed class NeighbourReplayModeTests
{
    private const int Groups = 60;
    private const int Rounds = 60;
    private static readonly PublicKeys<int> Keys = new(Enumerable.Range(0, Groups), (left, right) => left.CompareTo(right));

    public static TheoryData<string, string> Cases => [.. from mode in AuditMode.All from measure in AuditedMeasure.All select (mode.Name, measure.Name)];

    public static TheoryData<string> NoisyModes => [AuditMode.NoisyGaussian.Name, AuditMode.NoisyLaplace.Name];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Empty_small_and_large_groups_of_neighbours_draw_the_same_randomness(string mode, string measure)
    {
        (MeasurementPlan plan, AuditedMeasure audited) = Plan(mode, measure);
        var random = new SeededSource(45);
        for (int round = 0; round < Rounds; round++)
        {
            (TrueCell<int>[] with, TrueCell<int>[] without) = Neighbours(plan, audited, random);
            Assert.Equal(Drawn(plan, with), Drawn(plan, without));
        }
    }

    // What is shown of one data set gives away the frozen noise of its groups; it must explain all that is shown of the other.
    [Theory]
    [MemberData(nameof(Cases))]
    public void What_a_neighbour_shows_follows_from_the_same_noise(string mode, string measure)
    {
        (MeasurementPlan plan, AuditedMeasure audited) = Plan(mode, measure);
        var random = new SeededSource(46);
        int explained = 0;
        int differently = 0;
        for (int round = 0; round < Rounds; round++)
        {
            (TrueCell<int>[] with, TrueCell<int>[] without) = Neighbours(plan, audited, random);
            (int Explained, int Differently) found = Explain(plan, (with, Shown(plan, with)), (without, Shown(plan, without)));
            explained += found.Explained;
            differently += found.Differently;
        }

        Assert.True(explained > Groups, $"{explained}");
        // Groups near the threshold are among them, or the test would see no decision.
        Assert.True(differently > 0);
    }

    [Theory]
    [MemberData(nameof(NoisyModes))]
    public void Sabotage_groups_without_units_left_out_changes_what_is_drawn(string mode)
    {
        (MeasurementPlan plan, AuditedMeasure audited) = Plan(mode, "distinct units");
        (TrueCell<int>[] with, TrueCell<int>[] without) = Neighbours(plan, audited, new SeededSource(47));
        Assert.Equal(Drawn(plan, with), Drawn(plan, without));
        Assert.NotEqual(DrawnForOccupied(plan, with), DrawnForOccupied(plan, without));
    }

    [Theory]
    [MemberData(nameof(NoisyModes))]
    public void Sabotage_noise_drawn_again_for_shown_groups_changes_what_is_drawn(string mode)
    {
        (MeasurementPlan plan, AuditedMeasure audited) = Plan(mode, "distinct units");
        var random = new SeededSource(48);
        Assert.Contains(Enumerable.Range(0, Rounds), _ =>
        {
            (TrueCell<int>[] with, TrueCell<int>[] without) = Neighbours(plan, audited, random);
            return DrawnAgain(plan, with) != DrawnAgain(plan, without);
        });
    }

    private static (MeasurementPlan, AuditedMeasure) Plan(string modeName, string measureName)
    {
        AuditMode mode = AuditMode.All.Single(mode => mode.Name == modeName);
        AuditedMeasure measure = AuditedMeasure.All.Single(measure => measure.Name == measureName).In(mode);
        return (measure.Plan(mode, mode.Price(measure.Components.Count)), measure);
    }

    // Every other group is empty, or has the one unit alone; the others have up to 120. The unit is in two groups: one of its own and one about as
    // large as the k rule asks for.
    private static (TrueCell<int>[] With, TrueCell<int>[] Without) Neighbours(MeasurementPlan plan, AuditedMeasure measure, SeededSource random)
    {
        long[] sizes = [.. Enumerable.Range(0, Groups).Select(group => group % 2 == 0 ? 0 : (long)random.NextBelow(120))];
        int alone = 2 * (int)random.NextBelow(Groups / 2);
        int among = 1 + (2 * (int)random.NextBelow(Groups / 2));
        sizes[among] = AboutShown(plan.Rule) - 2 + (long)random.NextBelow(4);
        TrueCell<int> Cell(int group, long units) => new(group, units, [.. measure.Contribution.Select(adds => adds * units)]);
        TrueCell<int>[] without = [.. sizes.Select((units, group) => Cell(group, units))];
        TrueCell<int>[] with = [.. sizes.Select((units, group) => Cell(group, units + (group == alone || group == among ? 1 : 0)))];
        return (with, without);
    }

    private static long AboutShown(KRule rule) => rule switch
    {
        SelectionRule selection => selection.UnitsForHalfChance,
        NoisyRule noisy => noisy.Threshold,
        _ => throw new InvalidOperationException("The k rules are a closed set."),
    };

    private static IReadOnlyList<ReleasedCell<int>> Measure(MeasurementPlan plan, TrueCell<int>[] cells, SeededSource source) => plan.NeedsPublicKeys
        ? plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>([.. cells.Where(cell => cell.Units > 0)]), source, Keys).Value
        : plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>(cells), source).Value;

    private static Dictionary<int, IReadOnlyList<long>> Shown(MeasurementPlan plan, TrueCell<int>[] cells) =>
        Measure(plan, cells, new SeededSource(49)).ToDictionary(cell => cell.Key, cell => cell.Values);

    private static long Drawn(MeasurementPlan plan, TrueCell<int>[] cells)
    {
        var source = new SeededSource(49);
        Measure(plan, cells, source);
        return source.WordsDrawn;
    }

    private static long DrawnForOccupied(MeasurementPlan plan, TrueCell<int>[] cells)
    {
        var source = new SeededSource(49);
        TrueCell<int>[] occupied = [.. cells.Where(cell => cell.Units > 0)];
        plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>(occupied), source, Keys with { Keys = occupied.Select(cell => cell.Key) });
        return source.WordsDrawn;
    }

    private static long DrawnAgain(MeasurementPlan plan, TrueCell<int>[] cells)
    {
        var source = new SeededSource(49);
        HashSet<int> shown = [.. Measure(plan, cells, source).Select(cell => cell.Key)];
        TrueCell<int>[] again = [.. cells.Where(cell => shown.Contains(cell.Key))];
        plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>(again), source, Keys with { Keys = shown.Order() });
        return source.WordsDrawn;
    }

    // How many groups' noise explained the neighbour's, and how many of them were shown in one data set alone.
    private static (int Explained, int Differently) Explain(
        MeasurementPlan plan, (TrueCell<int>[] Truth, Dictionary<int, IReadOnlyList<long>> Shown) one, (TrueCell<int>[] Truth, Dictionary<int, IReadOnlyList<long>> Shown) other)
    {
        int differently = 0;
        foreach (int group in one.Shown.Keys.Union(other.Shown.Keys))
        {
            ((TrueCell<int>[] Truth, Dictionary<int, IReadOnlyList<long>> Shown) from, (TrueCell<int>[] Truth, Dictionary<int, IReadOnlyList<long>> Shown) to) =
                one.Shown.ContainsKey(group) ? (one, other) : (other, one);
            long[] expected = [.. from.Shown[group].Select((value, i) => value - from.Truth[group].Values[i] + to.Truth[group].Values[i])];
            bool there = to.Shown.TryGetValue(group, out IReadOnlyList<long>? values);
            Assert.True(there ? expected.SequenceEqual(values!) : from.Truth[group].Units != to.Truth[group].Units);
            // Under noisy the noise decides alone; under selection the word drawn for the group, which is the same, and the size.
            Assert.True(plan.Rule is not NoisyRule rule || there == rule.Shows(expected[UnitsAt(plan)]));
            differently += there ? 0 : 1;
        }

        return (one.Shown.Keys.Union(other.Shown.Keys).Count(), differently);
    }

    private static int UnitsAt(MeasurementPlan plan) => plan.Components
        .TakeWhile(planned => planned.Component.Kind != ComponentKind.Units).Sum(planned => planned.Component.Width);
}
