using FederatedGateway.Agreements;
using FederatedGateway.Privacy;

namespace FederatedGateway.Node.Tests;

public sealed class RollupReadTests(Neighbours neighbours) : IClassFixture<Neighbours>
{
    private const string All = "COUNT(*) AS n, COUNT(DISTINCT person) AS u, SUM(cost) AS s";
    private const string OneColumn = $"SELECT place_kind, place, {All} FROM visits GROUP BY ROLLUP(place_kind, place)";
    private const string TwoColumns = $"SELECT place_kind, area, {All} FROM visits GROUP BY month, ROLLUP(place_kind, area)";

    [Theory]
    [InlineData(OneColumn, 0)]
    [InlineData(OneColumn, 1)]
    [InlineData(OneColumn, 2)]
    [InlineData(TwoColumns, 0)]
    [InlineData(TwoColumns, 1)]
    [InlineData(TwoColumns, 2)]
    public void The_node_comes_to_what_the_rules_say_at_each_level(string sql, int level)
    {
        foreach (WindowKind window in Enum.GetValues<WindowKind>())
        {
            BoundedRead read = Visits.Read(neighbours.Whole.Visits.Dictionary, sql, window, level);
            CellComparison.Same(new BoundingOracle(neighbours.Whole.Visits.Secret, neighbours.Whole.Rows).Read(read), Node(neighbours.Whole, read));
        }
    }

    [Theory]
    [InlineData(OneColumn)]
    [InlineData(TwoColumns)]
    public void A_unit_more_or_less_moves_each_level_by_no_more_than_its_declared_sensitivity(string sql)
    {
        for (int level = 0; level < 3; level++)
        {
            Assert.Empty(neighbours.Breaches(sql, Node, level));
        }
    }

    [Fact]
    public void A_level_of_fewer_groups_than_the_bound_is_bounded_for_those() =>
        Assert.Equal([1, 2, 2], Enumerable.Range(0, 3).Select(level => Visits.Read(neighbours.Whole.Visits.Dictionary, OneColumn, WindowKind.AllTime, level).Bound.MaxGroups));

    [Fact]
    public void Sabotage_one_level_without_its_limit_of_groups_is_caught()
    {
        BoundedRead read = Visits.Read(neighbours.Whole.Visits.Dictionary, TwoColumns, WindowKind.AllTime, 1);
        BoundedRead wide = read with { Bound = read.Bound with { MaxGroups = 1000 } };
        Assert.NotEmpty(neighbours.Breaches(TwoColumns, (loaded, one) => Node(loaded, one with { Bound = wide.Bound }), 1));
        Assert.NotNull(CellComparison.Difference(Node(neighbours.Whole, read), Node(neighbours.Whole, wide)));
    }

    private static Dictionary<string, TrueCell<IReadOnlyList<string>>> Node(Loaded loaded, BoundedRead read) => loaded.Visits.Read(read);
}
