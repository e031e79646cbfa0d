using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node.Tests;

public sealed class BoundingTests(Neighbours neighbours) : IClassFixture<Neighbours>
{
    private const string All = "COUNT(*) AS n, COUNT(DISTINCT person) AS u, SUM(cost) AS s, AVG(cost) AS a";

    public static TheoryData<string> Queries => new(
        $"SELECT {All} FROM visits",
        $"SELECT place, {All} FROM visits GROUP BY place",
        $"SELECT month, place, {All} FROM visits GROUP BY month, place",
        $"SELECT area, {All} FROM visits WHERE place <> 'pub' GROUP BY area",
        $"SELECT area, month, place, {All} FROM visits WHERE (cost BETWEEN -10 AND 80.5 OR place IN ('pub', 'home')) AND NOT (month = '2025-01' AND area = 'A1') GROUP BY area, month, place",
        $"SELECT place, {All} FROM visits WHERE month > '2024-12' AND cost >= 0 GROUP BY place",
        $"SELECT place_kind, month_year, {All} FROM visits WHERE month_quarter <> '2025-Q1' OR place_kind = 'private' GROUP BY place_kind, month_year",
        $"SELECT month_quarter, {All} FROM visits GROUP BY month_quarter");

    [Theory]
    [MemberData(nameof(Queries))]
    public void The_statement_comes_to_what_the_rules_say(string sql)
    {
        using var folder = new TestFolder();
        DataDictionary dictionary = Visits.Dictionary();
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(1, 900);
        using LoadedVisits visits = LoadedVisits.Of(folder, dictionary, rows);
        var oracle = new BoundingOracle(dictionary, visits.Secret, rows);
        foreach (WindowKind window in Enum.GetValues<WindowKind>())
        {
            Dictionary<string, (long Units, long[] Values)> expected = oracle.Read(sql, window);
            Dictionary<string, TrueCell<IReadOnlyList<string>>> actual = visits.Read(sql, window);
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
            foreach ((string key, (long units, long[] values)) in expected)
            {
                Assert.Equal(units, actual[key].Units);
                Assert.Equal(values, actual[key].Values);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_unit_more_or_less_moves_an_answer_by_no_more_than_its_declared_sensitivity(string sql) =>
        Assert.Empty(Breaches(sql));

    [Fact]
    public void Clamping_rows_instead_of_totals_is_caught() => Assert.NotEmpty(Breaches(
        $"SELECT {All} FROM visits",
        statement => statement.Replace("sum(c3) AS t0", "sum(greatest(-2000, least(15000, c3))) AS t0", StringComparison.Ordinal)
            .Replace("least($p", "greatest($p", StringComparison.Ordinal)));

    [Fact]
    public void Adding_up_before_groups_are_bounded_is_caught() => Assert.NotEmpty(Breaches(
        $"SELECT area, month, place, {All} FROM visits GROUP BY area, month, place",
        statement => statement.Replace("WHERE rank <= ", "WHERE rank <= 1000 * ", StringComparison.Ordinal)));

    [Fact]
    public void Counting_every_row_of_a_unit_is_caught() => Assert.NotEmpty(Breaches(
        $"SELECT place, {All} FROM visits GROUP BY place",
        statement => statement.Replace("sum(least(n, ", "sum(greatest(n, ", StringComparison.Ordinal)));

    [Fact]
    public void Choosing_groups_by_a_number_that_depends_on_others_is_caught() => Assert.NotEmpty(Breaches(
        $"SELECT area, month, place, {All} FROM visits GROUP BY area, month, place",
        statement => statement.Replace("ORDER BY sha256(concat_ws('|', ", "ORDER BY sha256(concat_ws('|', (SELECT count(*) FROM data_0), ", StringComparison.Ordinal)));

    [Fact]
    public void A_unit_more_or_less_changes_no_other_units_choice_of_groups()
    {
        const string Sql = "SELECT area, month, place, COUNT(*) AS n FROM visits GROUP BY area, month, place";
        using var folder = new TestFolder();
        DataDictionary dictionary = Visits.Dictionary();
        IReadOnlyList<VisitRow> rows = [.. Visits.RandomRows(2, 400).Where(row => row.Person is not null)];
        using LoadedVisits whole = LoadedVisits.Of(folder, dictionary, rows);
        using LoadedVisits less = LoadedVisits.Of(folder, dictionary, rows.Where(row => row.Person != "p1"));
        Assert.NotEqual(whole.Data.DataVersion, less.Data.DataVersion);
        ILookup<string, string> before = whole.Choices(Sql, WindowKind.AllTime);
        ILookup<string, string> after = less.Choices(Sql, WindowKind.AllTime);
        Assert.Equal(before.Count - 1, after.Count);
        Assert.All(after, unit => Assert.Equal(before[unit.Key], unit));
    }

    [Fact]
    public void A_key_that_follows_from_the_data_is_caught() => Assert.NotEmpty(Breaches(
        $"SELECT area, month, place, {All} FROM visits GROUP BY area, month, place",
        (statement, data) => statement.Replace("ORDER BY sha256(concat_ws('|', ", $"ORDER BY sha256(concat_ws('|', '{data.DataVersion}', ", StringComparison.Ordinal)));

    [Fact]
    public void The_order_of_cells_is_that_of_their_keys()
    {
        using var folder = new TestFolder();
        DataDictionary dictionary = Visits.Dictionary();
        using LoadedVisits visits = LoadedVisits.Of(folder, dictionary, Visits.RandomRows(3, 300));
        List<string> keys = [.. visits.Read("SELECT area, place, COUNT(*) AS n FROM visits GROUP BY area, place", WindowKind.AllTime).Keys];
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
    }

    [Fact]
    public void A_value_is_never_part_of_the_statement()
    {
        using var folder = new TestFolder();
        DataDictionary dictionary = Visits.Dictionary();
        using LoadedVisits visits = LoadedVisits.Of(folder, dictionary, Visits.RandomRows(3, 30));
        CanonicalQuery query = Visits.Query(dictionary, "SELECT place, SUM(cost) AS s FROM visits WHERE area = 'B2' AND month = '2025-01' AND cost < 77.77 GROUP BY place");
        string statement = AggregateStatement.Of(visits.Data, BoundedRead.Of(query, Visits.Terms(query, WindowKind.Month), WindowKind.Month), visits.Secret).Sql;
        Assert.DoesNotContain("B2", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("7777", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("24300", statement, StringComparison.Ordinal);
        Assert.DoesNotContain(visits.Secret.Derive("bounding", query.Hash), statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_that_runs_out_of_time_is_interrupted()
    {
        using var folder = new TestFolder();
        using LoadedVisits visits = LoadedVisits.Of(folder, Visits.Dictionary(), Visits.RandomRows(3, 30));
        CanonicalQuery query = Visits.Query(visits.Dictionary, "SELECT COUNT(*) AS n FROM visits");
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Throws<OperationCanceledException>(() => new RowReader(visits.Engine).ReadCells(
            query, "SELECT count(*), sum(a.i * b.i) FROM range(100000000) a(i), range(100000000) b(i)", new StatementParameters(), limit.Token));
        Assert.Single(visits.Read("SELECT COUNT(*) AS n FROM visits", WindowKind.AllTime));
    }

    // An L0 of groups may move for the unit that is missing, and each value by Linf.
    private List<string> Breaches(string sql, Func<string, string> sabotage) =>
        Breaches(sql, (statement, _) => sabotage(statement));

    private List<string> Breaches(string sql, Func<string, LoadedDataset, string>? sabotage = null)
    {
        CanonicalQuery query = Visits.Query(neighbours.Whole.Dictionary, sql);
        return [.. from window in Enum.GetValues<WindowKind>()
                   let before = neighbours.Whole.Read(sql, window, sabotage)
                   from neighbour in neighbours.Of(window)
                   from breach in Compare(before, neighbour.Read(sql, window, sabotage), query)
                   select breach];
    }

    private static IEnumerable<string> Compare(
        Dictionary<string, TrueCell<IReadOnlyList<string>>> before, Dictionary<string, TrueCell<IReadOnlyList<string>>> after, CanonicalQuery query)
    {
        IReadOnlyList<MeasureComponent> components = Visits.Terms(query, WindowKind.Month).Components;
        int changed = 0;
        foreach (string key in before.Keys.Union(after.Keys))
        {
            long units = Math.Abs(Units(before, key) - Units(after, key));
            long[] differences = [.. components.Select((_, index) => Math.Abs(Value(before, key, index) - Value(after, key, index)))];
            changed += units != 0 || differences.Any(difference => difference != 0) ? 1 : 0;
            if (units > 1)
            {
                yield return $"{key}: units moved by {units}";
            }

            for (int index = 0; index < differences.Length; index++)
            {
                if (differences[index] > components[index].Linf)
                {
                    yield return $"{key}: {components[index].Id} moved by {differences[index]}";
                }
            }
        }

        if (changed > query.Dataset.Contribution.MaxGroups)
        {
            yield return $"{changed} groups moved";
        }
    }

    private static long Units(Dictionary<string, TrueCell<IReadOnlyList<string>>> cells, string key) =>
        cells.TryGetValue(key, out TrueCell<IReadOnlyList<string>> cell) ? cell.Units : 0;

    private static long Value(Dictionary<string, TrueCell<IReadOnlyList<string>>> cells, string key, int index) =>
        cells.TryGetValue(key, out TrueCell<IReadOnlyList<string>> cell) ? cell.Values[index] : 0;
}
