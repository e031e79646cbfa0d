using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

using Cells = Dictionary<string, TrueCell<IReadOnlyList<string>>>;

public sealed class PostgresRollupTests(PostgresClusters clusters)
{
    private const string All = "COUNT(*) AS n, COUNT(DISTINCT person) AS u, SUM(cost) AS s, AVG(cost) AS a";
    private const string OneColumn = $"SELECT place_kind, place, {All} FROM visits GROUP BY ROLLUP(place_kind, place)";
    private const string TwoColumns = $"SELECT place_kind, area, {All} FROM visits GROUP BY month, ROLLUP(place_kind, area)";

    // Each with three levels: a column and its own level, beside another column, under a condition, over a tree of counts.
    public static TheoryData<string> Questions => new(
        OneColumn,
        TwoColumns,
        $"SELECT month_year, month, {All} FROM visits WHERE cost > 0 AND area <> 'A1' GROUP BY ROLLUP(month_year, month)",
        $"SELECT area, place, {All} FROM visits WHERE month = '2025-01' GROUP BY ROLLUP(area, place)",
        "SELECT place_kind, place, APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY cost) AS m, COUNT(*) AS n FROM visits GROUP BY ROLLUP(place_kind, place)");

    [Theory]
    [MemberData(nameof(Questions))]
    public void One_server_and_three_come_to_what_the_rules_say_at_each_level(string sql)
    {
        DataDictionary dictionary = Visits.Dictionary();
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(8, 700);
        using PostgresVisits one = PostgresVisits.One(clusters, dictionary, rows);
        using PostgresVisits three = PostgresVisits.Sharded(clusters, dictionary, rows);
        foreach (WindowKind window in Enum.GetValues<WindowKind>())
        {
            IReadOnlyList<Cells> expected = Expected(one, rows, sql, window);
            Assert.Equal(3, expected.Count);
            Same(expected, one.Levels(sql, window));
            Same(expected, three.Levels(sql, window));
        }
    }

    // Where no unit is in more groups than it may be, nothing is chosen, and the engines come to the same cells.
    [Theory]
    [MemberData(nameof(Questions))]
    public void PostgreSQL_and_the_copy_of_files_come_to_the_same_at_each_level(string sql)
    {
        DataDictionary dictionary = Visits.Dictionary(maxGroups: 4 * 4 * 12);
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(9, 700);
        using var folder = new TemporaryFolder();
        using LoadedVisits copy = LoadedVisits.Of(folder, dictionary, rows);
        using PostgresVisits one = PostgresVisits.One(clusters, dictionary, rows);
        using PostgresVisits three = PostgresVisits.Sharded(clusters, dictionary, rows);
        foreach (WindowKind window in Enum.GetValues<WindowKind>())
        {
            IReadOnlyList<Cells> files = [.. PostgresVisits.Reads(dictionary, sql, window).Select(read => copy.Read(read))];
            Same(files, one.Levels(sql, window));
            Same(files, three.Levels(sql, window));
        }
    }

    [Fact]
    public void All_levels_are_of_one_state_of_the_rows()
    {
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(10, 300);
        using PostgresVisits visits = PostgresVisits.One(clusters, Visits.Dictionary(), rows);
        IReadOnlyList<Cells> levels = visits.Levels(TwoColumns, WindowKind.AllTime, () => visits.Change("DELETE FROM crime.visits WHERE place = 'pub'"));
        Same(Expected(visits, rows, TwoColumns, WindowKind.AllTime), levels);
    }

    [Fact]
    public void Sabotage_each_level_of_a_state_of_its_own_is_caught()
    {
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(10, 300);
        using PostgresVisits visits = PostgresVisits.One(clusters, Visits.Dictionary(), rows);
        var levels = new List<Cells>();
        foreach (BoundedRead read in PostgresVisits.Reads(visits.Dictionary, TwoColumns, WindowKind.AllTime))
        {
            levels.Add(visits.Cells(read));
            visits.Change("DELETE FROM crime.visits WHERE place = 'pub'");
        }

        Assert.Contains(Expected(visits, rows, TwoColumns, WindowKind.AllTime).Zip(levels), pair => CellComparison.Difference(pair.First, pair.Second) is not null);
    }

    [Fact]
    public void Sabotage_coarse_levels_added_up_from_the_finest_are_caught()
    {
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(10, 300);
        using PostgresVisits visits = PostgresVisits.One(clusters, Visits.Dictionary(), rows);
        IReadOnlyList<Cells> levels = visits.Levels(TwoColumns, WindowKind.AllTime);
        Dictionary<string, long> added = levels[2].GroupBy(cell => cell.Value.Key[1]).ToDictionary(month => month.Key, month => month.Sum(cell => cell.Value.Units));
        Assert.All(levels[0], cell => Assert.Contains(cell.Key, added.Keys));
        Assert.Contains(levels[0], cell => cell.Value.Units != added[cell.Key]);
    }

    private static IReadOnlyList<Cells> Expected(PostgresVisits visits, IReadOnlyList<VisitRow> rows, string sql, WindowKind window) =>
        [.. PostgresVisits.Reads(visits.Dictionary, sql, window).Select(read => visits.Expected(rows, read))];

    private static void Same(IReadOnlyList<Cells> expected, IReadOnlyList<Cells> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int level = 0; level < expected.Count; level++)
        {
            CellComparison.Same(expected[level], actual[level], $"level {level}");
        }
    }
}
