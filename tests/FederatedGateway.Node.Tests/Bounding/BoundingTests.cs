using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

public sealed class BoundingTests(Neighbours neighbours) : IClassFixture<Neighbours>
{
    private const string All = "COUNT(*) AS n, COUNT(DISTINCT person) AS u, SUM(cost) AS s, AVG(cost) AS a";
    private const string ManyGroups = $"SELECT area, month, place, {All} FROM visits GROUP BY area, month, place";

    public static TheoryData<string> Queries => new(
        $"SELECT {All} FROM visits",
        $"SELECT {All} FROM visits WHERE area = 'C9'",
        $"SELECT place, {All} FROM visits GROUP BY place",
        $"SELECT month, place, {All} FROM visits GROUP BY month, place",
        $"SELECT area, {All} FROM visits WHERE place <> 'pub' AND area <> 'C9' GROUP BY area",
        $"SELECT area, month, place, {All} FROM visits WHERE (cost BETWEEN -10 AND 80.5 OR place IN ('pub', 'home')) AND NOT (month = '2025-01' AND area = 'A1') GROUP BY area, month, place",
        $"SELECT place, {All} FROM visits WHERE month > '2024-12' AND cost >= 0 GROUP BY place",
        $"SELECT place, {All} FROM visits WHERE cost IN (1, 2, 3.5) OR NOT (cost < 50 OR cost > 60) GROUP BY place",
        $"SELECT place_kind, month_year, {All} FROM visits WHERE month_quarter <> '2025-Q1' OR place_kind = 'private' GROUP BY place_kind, month_year",
        $"SELECT month_quarter, {All} FROM visits GROUP BY month_quarter");

    [Theory]
    [MemberData(nameof(Queries))]
    public void The_node_comes_to_what_the_rules_say(string sql)
    {
        foreach (WindowKind window in Enum.GetValues<WindowKind>())
        {
            BoundedRead read = Visits.Read(neighbours.Whole.Visits.Dictionary, sql, window);
            CellComparison.Same(Oracle(neighbours.Whole, read, BrokenRule.None), Node(neighbours.Whole, read));
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_unit_more_or_less_moves_an_answer_by_no_more_than_its_declared_sensitivity(string sql) =>
        Assert.Empty(neighbours.Breaches(sql, Node));

    [Fact]
    public void A_unit_with_missing_numbers_moves_an_answer_by_no_more_than_its_declared_sensitivity()
    {
        using var some = new Neighbours(nulls: true);
        Assert.All(Queries, sql => Assert.Empty(some.Breaches(sql.Data, Node)));

        // Without its limits the node's own code breaks them here too.
        Assert.NotEmpty(some.Breaches(
            $"SELECT {All} FROM visits", (loaded, read) => Node(loaded, read with { Bound = read.Bound with { MaxRowsPerGroup = 1000 } })));
    }

    [Fact]
    public void A_unit_by_the_day_moves_an_answer_by_no_more_than_its_declared_sensitivity()
    {
        using var dated = new Neighbours(nulls: false, dated: true);
        string[] queries =
        [
            $"SELECT day, {All} FROM visits GROUP BY day",
            $"SELECT day_weekday, place, {All} FROM visits GROUP BY day_weekday, place",
            $"SELECT place, {All} FROM visits WHERE day_weekday IN ('fri', 'sat') AND day > '2024-11-20' GROUP BY place",
            $"SELECT day_month, {All} FROM visits WHERE DAY(day) <= 20 GROUP BY day_month",
        ];
        Assert.All(queries, sql => Assert.Empty(dated.Breaches(sql, Node)));
        Assert.NotEmpty(dated.Breaches(queries[1], (loaded, read) => Node(loaded, read with { Bound = read.Bound with { MaxGroups = 1000 } })));
    }

    [Fact]
    public void Clamping_rows_instead_of_totals_is_caught() => Caught($"SELECT {All} FROM visits", BrokenRule.RowsClampedInsteadOfTotals);

    [Fact]
    public void Groups_without_a_limit_are_caught() => Caught(ManyGroups, BrokenRule.GroupsOfAUnitNotLimited);

    [Fact]
    public void Counting_every_row_of_a_unit_is_caught() => Caught($"SELECT place, {All} FROM visits GROUP BY place", BrokenRule.RowsOfAUnitNotLimited);

    [Fact]
    public void Choosing_groups_after_adding_up_is_caught() => Caught(ManyGroups, BrokenRule.GroupsChosenAfterAddingUp);

    [Fact]
    public void Choosing_groups_by_a_number_that_depends_on_others_is_caught() => Caught(ManyGroups, BrokenRule.GroupsChosenByTheirPlaceInTheData);

    [Fact]
    public void A_key_that_follows_from_the_data_is_caught() => Caught(ManyGroups, BrokenRule.KeyMadeOfTheData);

    [Fact]
    public void The_nodes_own_code_without_its_limits_is_caught()
    {
        Assert.NotEmpty(neighbours.Breaches(ManyGroups, (loaded, read) => Node(loaded, read with { Bound = read.Bound with { MaxGroups = 1000 } })));
        Assert.NotEmpty(neighbours.Breaches($"SELECT {All} FROM visits", (loaded, read) => Node(loaded, read with { Bound = read.Bound with { MaxRowsPerGroup = 1000 } })));
    }

    [Fact]
    public void A_unit_more_or_less_changes_no_other_units_choice_of_groups()
    {
        // A unit's choice shows in an answer over its rows alone.
        BoundedRead read = Visits.Read(neighbours.Whole.Visits.Dictionary, ManyGroups, WindowKind.AllTime);
        IReadOnlyList<VisitRow> rows = neighbours.Whole.Rows;
        var whole = Node(neighbours.Whole, read);
        var others = Node(neighbours.Of(WindowKind.AllTime)[1], read);
        using var folder = new TemporaryFolder();
        using LoadedVisits alone = LoadedVisits.Of(folder, Visits.Dictionary(), rows.Where(row => row.Person == "p5"));
        Dictionary<string, TrueCell<IReadOnlyList<string>>> one = alone.Read(read);
        foreach (string key in whole.Keys.Union(others.Keys))
        {
            Assert.Equal(whole.GetValueOrDefault(key).Units, others.GetValueOrDefault(key).Units + one.GetValueOrDefault(key).Units);
        }
    }

    [Fact]
    public void Groups_with_equal_hashes_are_chosen_by_their_keys_and_not_by_their_numbers()
    {
        GroupKey[] keys = [new GroupKey(0, null, 5, false, code => $"{code}", [1, 1, 1, 1, 1])];
        var choice = new GroupChoice(new SipHash(1, 2), new DenseGroupNumbers(keys, 5), most: 2);
        Assert.Equal("3 1", string.Join(' ', choice.Choose([3, 4], [4, 1, 3, 0, 2]).ToArray()));
    }

    [Fact]
    public void Of_many_groups_those_with_the_smallest_hashes_are_chosen()
    {
        GroupKey[] keys = [new GroupKey(0, null, 1000, true, code => $"{code}", null)];
        var hash = new SipHash(1, 2);
        int[] groups = [.. Enumerable.Range(0, 1000).Select(group => group * 7 % 1000)];
        int[] smallest = [.. groups.OrderBy(group => hash.Of([3, 4, (ulong)group])).Take(9)];
        int[] places = new GroupChoice(hash, new DenseGroupNumbers(keys, 1000), most: 9).Choose([3, 4], groups).ToArray();
        Assert.Equal(string.Join(' ', smallest), string.Join(' ', places.Select(place => groups[place])));
    }

    [Fact]
    public void The_order_of_cells_is_that_of_their_keys()
    {
        List<string> keys = [.. neighbours.Whole.Visits.Read("SELECT area, place, COUNT(*) AS n FROM visits GROUP BY area, place", WindowKind.AllTime).Keys];
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
    }

    [Fact]
    public void A_query_that_runs_out_of_time_is_interrupted()
    {
        BoundedRead read = Visits.Read(neighbours.Whole.Visits.Dictionary, "SELECT COUNT(*) AS n FROM visits", WindowKind.AllTime);
        Assert.Throws<OperationCanceledException>(() => neighbours.Whole.Visits.Engine.ReadCells(read, new CancellationToken(canceled: true)));
        var plan = new ReadPlan(neighbours.Whole.Visits.Copy, read, default);
        Assert.Throws<OperationCanceledException>(() => UnitReader.Of(plan, 1).Read(0, 2, new CancellationToken(canceled: true)));
    }

    private void Caught(string sql, BrokenRule broken)
    {
        Assert.Empty(neighbours.Breaches(sql, (loaded, read) => Oracle(loaded, read, BrokenRule.None)));
        Assert.NotEmpty(neighbours.Breaches(sql, (loaded, read) => Oracle(loaded, read, broken)));

        // And the node is not that oracle: cell by cell they differ.
        BoundedRead one = Visits.Read(neighbours.Whole.Visits.Dictionary, sql, WindowKind.AllTime);
        Assert.NotNull(CellComparison.Difference(Oracle(neighbours.Whole, one, broken), Node(neighbours.Whole, one)));
    }

    private static Dictionary<string, TrueCell<IReadOnlyList<string>>> Node(Loaded loaded, BoundedRead read) => loaded.Visits.Read(read);

    private static Dictionary<string, TrueCell<IReadOnlyList<string>>> Oracle(Loaded loaded, BoundedRead read, BrokenRule broken) =>
        new BoundingOracle(loaded.Visits.Secret, loaded.Rows, broken).Read(read);
}
