using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// Attribute inference by a search for the queries that give most away: an evolution of sets of queries, each judged by how well a
/// linear classifier reads the target's bit from their answers on data sets of the attacker's own making.
/// </summary>
/// <remarks>A. Cretu, F. Houssiau, A. Cully, Y. de Montjoye, "QuerySnout", CCS 2022 (arXiv 2211.05249), sections 4 and 5.</remarks>
public sealed class AttributeInferenceTests
{
    private const int Queries = 4;
    private const int Population = 16;
    private const int Survivors = 4;
    private const int Generations = 8;
    private const int Shadows = 200;
    private const int Targets = 1000;
    private static readonly PrivacyLoss Budget = ZeroConcentrated.Cap(1m, 1e-6m);

    // False-alarm rate at most 1e-6, were the seed not fixed.
    [Fact]
    public void Within_the_budget_the_best_queries_found_stay_near_chance()
    {
        int right = Attack(Budget, 321);
        Assert.False(Chance.Refuted(right, Targets, Chance.Bound(Budget)), $"{right} of {Targets}");
        Assert.InRange(right / (double)Targets, .42, .64);
    }

    [Fact]
    public void Where_the_budget_is_ignored_the_search_finds_queries_that_tell() =>
        Assert.InRange(Attack(new(Budget.NanoRho * 5000, Budget.DeltaUnits), 322) / (double)Targets, .9, 1);

    private static int Attack(PrivacyLoss budget, ulong seed)
    {
        var source = new SeededSource(seed);
        var node = new Budgeted(budget, Queries, source);
        Town[] shadows = Towns(Shadows, source);
        Town[] others = Towns(Shadows, source);
        Condition[][][] sets = [.. Enumerable.Range(0, Population).Select(_ => RandomSet(source))];
        for (int generation = 0; generation < Generations; generation++)
        {
            Condition[][][] best = [.. sets.OrderByDescending(set => RightOn(others, set, Train(shadows, set, node), node)).Take(Survivors)];
            sets = [.. best, .. Enumerable.Range(0, Population - Survivors).Select(i => Mutated(best[i % Survivors], source))];
        }

        Condition[][] found = sets[0];
        return RightOn(Towns(Targets, source), found, Train([.. shadows, .. others], found, node), node);
    }

    private static Town[] Towns(int number, SeededSource source) => [.. Enumerable.Range(0, number).Select(_ => new Town(source))];

    private static double[] Train(Town[] towns, Condition[][] set, Budgeted node) =>
        LeastSquares.Solve([.. towns.Select(town => (Ask(town, set, node), town.Secret ? 1.0 : -1.0))], ridge: 1);

    private static int RightOn(Town[] towns, Condition[][] set, double[] weights, Budgeted node) =>
        towns.Count(town => Ask(town, set, node).Zip(weights, (answer, weight) => answer * weight).Sum() > 0 == town.Secret);

    // Every town has a budget of its own: in truth there is one, and the attacker trains on towns of his own.
    private static double[] Ask(Town town, Condition[][] set, Budgeted node)
    {
        node.Refill();
        return [.. set.Select(query => node.Count(town.Count(query))!.Value), 1];
    }

    private static Condition[][] RandomSet(SeededSource source) => [.. Enumerable.Range(0, Queries).Select(_ => RandomQuery(source))];

    private static Condition[] RandomQuery(SeededSource source) =>
        [.. Enumerable.Range(0, Town.Attributes + 1).Select(_ => (Condition)source.NextBelow(3))];

    // One condition in five is drawn anew, and one query in ten copied from its neighbour, from which it then comes to differ.
    private static Condition[][] Mutated(Condition[][] set, SeededSource source) => [.. set.Select((query, i) =>
    {
        Condition[] from = source.NextBelow(10) == 0 ? set[(i + 1) % set.Length] : query;
        return from.Select(condition => source.NextBelow(5) == 0 ? (Condition)source.NextBelow(3) : condition).ToArray();
    })];
}
