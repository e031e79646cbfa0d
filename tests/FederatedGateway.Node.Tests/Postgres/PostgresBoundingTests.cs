using System.Text.RegularExpressions;
using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node.Tests;

public sealed class PostgresBoundingTests(PostgresClusters clusters)
{
    private const string Fine = $"SELECT area, month, place, {All} FROM visits GROUP BY area, month, place";
    private const string Total = $"SELECT {All} FROM visits";
    private const string All = "COUNT(*) AS n, COUNT(DISTINCT person) AS u, SUM(cost) AS s, AVG(cost) AS a";

    // Every kind of measure and dimension that BoundingTests.Queries and RandomQuestion do not have.
    private static readonly string[] Rare =
    [
        "SELECT place, VARP(cost) AS v, STDEVP(cost) AS d FROM visits GROUP BY place",
        "SELECT month, APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY cost) AS m, COUNT(*) AS n FROM visits GROUP BY month",
        "SELECT area, APPROX_PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY cost) AS p, SUM(cost) AS s FROM visits WHERE place <> 'home' GROUP BY area",
        "SELECT APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY cost) AS m FROM visits",
        "SELECT CASE WHEN place IN ('pub', 'street') THEN 'out' ELSE 'in' END AS side, COUNT(*) AS n, APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY cost) AS m FROM visits GROUP BY CASE WHEN place IN ('pub', 'street') THEN 'out' ELSE 'in' END",
        "SELECT place, HISTOGRAM(cost, 7) AS h, AVG(cost) AS a FROM visits GROUP BY place",
        "SELECT YEAR(month) AS y, place, COUNT(DISTINCT person) AS u FROM visits GROUP BY YEAR(month), place",
    ];

    [Theory]
    [InlineData(2, 3)]
    [InlineData(1, 1)]
    [InlineData(5, 2)]
    public void One_server_and_three_come_to_what_the_rules_say(int maxGroups, int maxRows)
    {
        DataDictionary dictionary = Visits.Dictionary(maxGroups, maxRows);
        IReadOnlyList<VisitRow> rows = Visits.RandomRows((ulong)maxGroups, 900);
        using PostgresVisits one = PostgresVisits.One(clusters, dictionary, rows);
        using PostgresVisits three = PostgresVisits.Sharded(clusters, dictionary, rows);
        var random = new SplitMix(17);
        foreach (string sql in BoundingTests.Queries.Select(row => row.Data).Concat(Rare).Concat(Enumerable.Range(0, 25).Select(_ => RandomQuestion.Of(random)).Where(sql => SqlReader.Read(sql, dictionary).Query is not null)))
        {
            foreach (WindowKind window in Enum.GetValues<WindowKind>())
            {
                Dictionary<string, TrueCell<IReadOnlyList<string>>> expected = one.Expected(rows, sql, window);
                CellComparison.Same(expected, one.Cells(sql, window), sql);
                CellComparison.Same(expected, three.Cells(sql, window), sql);
            }
        }
    }

    [Fact]
    public void Days_come_to_what_the_rules_say_on_one_server_and_three()
    {
        DataDictionary dictionary = Visits.Dictionary(time: Visits.Dates);
        IReadOnlyList<VisitRow> rows = Visits.Dated(Visits.RandomRows(71, 900), 72);
        using PostgresVisits one = PostgresVisits.One(clusters, dictionary, rows);
        using PostgresVisits three = PostgresVisits.Sharded(clusters, dictionary, rows);
        var reads = new RandomReads(new SplitMix(73), dated: true);
        for (int question = 0; question < 20; question++)
        {
            BoundedRead read = reads.Next(dictionary);
            Dictionary<string, TrueCell<IReadOnlyList<string>>> expected = one.Expected(rows, read);
            CellComparison.Same(expected, one.Cells(read), read.Query.Text);
            CellComparison.Same(expected, three.Cells(read), read.Query.Text);
        }
    }

    [Theory]
    [InlineData("date")]
    [InlineData("timestamp")]
    [InlineData("timestamptz")]
    public void Days_of_other_types_come_to_the_same(string type)
    {
        DataDictionary dictionary = Visits.Dictionary(time: Visits.Dates);
        IReadOnlyList<VisitRow> rows = Visits.Dated(Visits.RandomRows(74, 300), 75);
        string time = type == "date" ? "" : " 23:59:59.5";
        using PostgresVisits visits = PostgresVisits.One(
            clusters, dictionary, rows.Select(row => row with { Time = row.Time + time }), columns: $"(person text, month {type}, place text, area text, cost numeric)");
        string sql = $"SELECT day, day_weekday, {All} FROM visits WHERE day_weekday <> 'sat' AND day >= '2024-11-20' GROUP BY day, day_weekday";
        CellComparison.Same(visits.Expected(rows, sql, WindowKind.Month), visits.Cells(sql, WindowKind.Month), type);
    }

    [Fact]
    public void Missing_numbers_come_to_what_the_rules_say_on_one_server_and_three()
    {
        DataDictionary dictionary = Visits.Dictionary(cost: "\"min\": -50, \"max\": 100, \"unitTotal\": { \"min\": 5, \"max\": 150 }", nulls: Visits.KeepNulls);
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(51, 900, nulls: true);
        using PostgresVisits one = PostgresVisits.One(clusters, dictionary, rows);
        using PostgresVisits three = PostgresVisits.Sharded(clusters, dictionary, rows);
        var random = new SplitMix(52);
        foreach (string sql in BoundingTests.Queries.Select(row => row.Data).Concat(Rare).Concat(Enumerable.Range(0, 15).Select(_ => RandomQuestion.Of(random))))
        {
            WindowKind window = (WindowKind)random.Below(3);
            Dictionary<string, TrueCell<IReadOnlyList<string>>> expected = one.Expected(rows, sql, window);
            CellComparison.Same(expected, one.Cells(sql, window), sql);
            CellComparison.Same(expected, three.Cells(sql, window), sql);
        }
    }

    [Fact]
    public void Missing_numbers_of_every_type_and_missing_open_codes_come_to_what_the_dictionary_says()
    {
        DataDictionary dictionary = WithAreas(Visits.Dictionary(nulls: Visits.KeepNulls));
        IReadOnlyList<VisitRow> rows = [.. Visits.RandomRows(53, 400, nulls: true).Select((row, index) => row with { Area = index % 5 == 0 ? "" : row.Area, Cost = row.Cost / 100 * 100 })];
        IReadOnlyList<VisitRow> known = [.. rows.Select(row => row with { Area = row.Area.Length == 0 ? "A0" : row.Area })];
        foreach (string type in new[] { "text", "int", "double precision" })
        {
            using PostgresVisits visits = PostgresVisits.One(clusters, dictionary, rows, columns: $"(person text, month text, place text, area text, cost {type})");
            string sql = $"SELECT area, place, {All} FROM visits WHERE NOT (cost > 30 AND area <> 'A1') GROUP BY area, place";
            CellComparison.Same(visits.Expected(known, sql, WindowKind.CalendarYear), visits.Cells(sql, WindowKind.CalendarYear), type);
        }
    }

    /// <summary>The dictionary with a code for a missing area.</summary>
    internal static DataDictionary WithAreas(DataDictionary dictionary) => DataDictionary.Read(System.Text.Encoding.UTF8.GetBytes(
        System.Text.Encoding.UTF8.GetString(dictionary.Document.Span).Replace("\"maxLength\": 2 }", "\"maxLength\": 2, \"nulls\": \"A0\" }", StringComparison.Ordinal)));

    [Theory]
    [InlineData("(person bigint, month date, place varchar(20), area char(2), cost double precision)", "person", "month", "cost")]
    [InlineData("(person uuid, month timestamptz, place text, area varchar, cost real)", "person", "month", "cost")]
    [InlineData("(person int, month date, place text, area text, cost text)", "'p' || person", "to_char(month, 'YYYY-MM')", "cost")]
    public void Columns_of_other_types_come_to_the_same(string columns, string person, string month, string cost)
    {
        DataDictionary dictionary = Visits.Dictionary();
        IReadOnlyList<VisitRow> rows = [.. Visits.RandomRows(5, 400).Select(row => row with { Cost = row.Cost / 25 * 25 })];
        string identifier = columns.Contains("uuid", StringComparison.Ordinal) ? "00000000-0000-0000-0000-" : "";
        IEnumerable<VisitRow> written = rows.Select(row => row with
        {
            Person = row.Person is { } name ? identifier + name[1..].PadLeft(identifier.Length == 0 ? 1 : 12, '0') : null,
            Time = row.Time + "-17",
        });
        string mapping = PostgresVisits.Mapping.Replace("expression: person", $"expression: \"{person}\"", StringComparison.Ordinal)
            .Replace("expression: month", $"expression: \"{month}\"", StringComparison.Ordinal)
            .Replace("expression: cost", $"expression: \"{cost}\"", StringComparison.Ordinal);
        using PostgresVisits visits = PostgresVisits.One(clusters, dictionary, written, mapping, columns);
        string unit(string name) => person.Contains("||", StringComparison.Ordinal) ? name : identifier + name[1..].PadLeft(identifier.Length == 0 ? 1 : 12, '0');
        IReadOnlyList<VisitRow> known = [.. rows.Select(row => row with { Person = row.Person is { } name ? unit(name) : null })];
        string sql = $"SELECT area, place, {All} FROM visits WHERE month > '2024-11' AND cost > -30 GROUP BY area, place";
        CellComparison.Same(visits.Expected(known, sql, WindowKind.CalendarYear), visits.Cells(sql, WindowKind.CalendarYear));
    }

    [Fact]
    public void Sums_of_squares_come_to_what_the_rules_say()
    {
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(6, 500);
        using PostgresVisits visits = PostgresVisits.One(clusters, Visits.Dictionary(), rows);
        BoundedRead counted = Visits.Read(visits.Dictionary, "SELECT place, COUNT(*) AS n FROM visits GROUP BY place", WindowKind.CalendarYear);
        BoundedRead read = counted with { Components = new VarianceMeasurement("cost", new ValueRange(-5_000, 10_000), 3).Components };
        Assert.Contains(read.Components, component => component.Kind == ComponentKind.Squares);
        CellComparison.Same(visits.Expected(rows, read), visits.Cells(read));
    }

    [Fact]
    public async Task Every_server_of_a_shared_table_bounds_and_adds_up_its_own_rows()
    {
        using PostgresVisits visits = PostgresVisits.Sharded(clusters, Visits.Dictionary(), Visits.RandomRows(4, 300));
        for (int server = 0; server < 3; server++)
        {
            IReadOnlyList<string> plan = await visits.ExplainAsync($"SELECT area, {All} FROM visits GROUP BY area", WindowKind.AllTime, server);
            Assert.Contains(plan, line => line.Contains("on crime.visits_part", StringComparison.Ordinal));
            Assert.Contains(plan, line => line.Contains("WindowAgg", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, line => line.Contains("Foreign Scan", StringComparison.Ordinal));

            // The last step, which is what leaves the server, groups by the question's key alone.
            Assert.Contains("Aggregate", plan[0], StringComparison.Ordinal);
            Assert.Contains(plan.Take(4), line => line.Contains("Group Key:", StringComparison.Ordinal) && !line.Contains("person", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_unit_more_or_less_moves_an_answer_by_no_more_than_its_declared_sensitivity()
    {
        Assert.Empty(await BreachesAsync(Fine));
        Assert.Empty(await BreachesAsync(Total));
        Assert.Empty(await BreachesAsync("SELECT area, APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY cost) AS m FROM visits GROUP BY area"));
    }

    [Fact]
    public async Task Keeping_every_group_of_a_unit_is_caught() =>
        Assert.NotEmpty(await BreachesAsync(Fine, statement => statement.Replace("WHERE rank <= ", "WHERE rank <= 1000 * ", StringComparison.Ordinal)));

    [Fact]
    public async Task A_slice_that_cuts_units_in_two_is_caught() => Assert.NotEmpty(await BreachesAsync(Fine, [
        statement => statement.Replace("unit IS NOT NULL", "unit IS NOT NULL AND x2 < 'B'", StringComparison.Ordinal),
        statement => statement.Replace("unit IS NOT NULL", "unit IS NOT NULL AND x2 >= 'B'", StringComparison.Ordinal)]));

    [Fact]
    public async Task Counting_every_row_of_a_unit_is_caught() =>
        Assert.NotEmpty(await BreachesAsync(Total, statement => statement.Replace("least(n, ", "greatest(n, ", StringComparison.Ordinal)));

    [Fact]
    public async Task Clamping_nothing_is_caught() => Assert.NotEmpty(await BreachesAsync(
        Total, statement => Regex.Replace(statement, @"greatest\((\$\d+), least\((\$\d+), ", "greatest(9 * $1, least(9 * $2, ")));

    [Fact]
    public async Task Choosing_groups_by_a_number_that_depends_on_others_is_caught() => Assert.NotEmpty(await BreachesAsync(
        Fine, statement => Regex.Replace(statement, @"hashtextextended\(unit::text, (\$\d+)\)", "hashtextextended(unit::text, $1 + (SELECT count(*) FROM crime.visits))")));

    [Fact]
    public void Every_slice_of_a_server_has_units_of_its_own()
    {
        string[] conditions = [.. Enumerable.Range(0, 3).Select(index => new PostgresSlice(index, 3, 3).Sql)];
        PostgresCluster cluster = clusters.Of(0);
        string rows = "FROM (SELECT 'p' || i AS unit FROM generate_series(1, 3000) i) AS rows";
        string counts = string.Join(", ", conditions.Select(condition => $"count(*) FILTER (WHERE {condition})"));
        string line = Assert.Single(clusters.Lines(cluster, "postgres", $"SELECT concat_ws(' ', {counts}, count(*) FILTER (WHERE {string.Join(" OR ", conditions)})) {rows}"));
        int[] found = [.. line.Split(' ').Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(3000, found[3]);
        Assert.Equal(3000, found[..3].Sum());
        Assert.All(found[..3], count => Assert.InRange(count, 1, 2999));
    }

    [Fact]
    public void A_value_is_never_part_of_the_statement()
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, Visits.Dictionary(), Visits.RandomRows(3, 30));
        CanonicalQuery query = Visits.Query(visits.Dictionary, "SELECT place, SUM(cost) AS s FROM visits WHERE area = 'B2' AND month = '2025-01' AND cost < 77.77 GROUP BY place");
        string statement = visits.Statement(BoundedRead.Of(query, Visits.Terms(query, WindowKind.Month), WindowKind.Month)).Sql;
        foreach (string value in (string[])["B2", "7777", "24300", "Street", "A-C", visits.Secret.Seed("bounding", query.Hash).ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            Assert.DoesNotContain(value, statement, StringComparison.Ordinal);
        }
    }

    // Rows, and the same rows without one person, two of whom have very many.
    private async Task<List<string>> BreachesAsync(string sql, params Func<string, string>[] sabotages)
    {
        DataDictionary dictionary = Visits.Dictionary();
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(2, 400);
        using PostgresVisits visits = PostgresVisits.One(clusters, dictionary, rows);
        BoundedRead read = Visits.Read(dictionary, sql, WindowKind.AllTime);
        Dictionary<string, TrueCell<IReadOnlyList<string>>> before = await CellsAsync();
        var breaches = new List<string>();
        foreach (string person in (string[])["p1", "p5", rows.Select(row => row.Person).Last(person => person?.Length > 2)!])
        {
            visits.Change($"CREATE TABLE crime.kept AS SELECT * FROM crime.visits WHERE person = '{person}'; DELETE FROM crime.visits WHERE person = '{person}'");
            breaches.AddRange(Neighbours.Compare(before, await CellsAsync(), read));
            visits.Change("INSERT INTO crime.visits SELECT * FROM crime.kept; DROP TABLE crime.kept");
        }

        return breaches;

        async Task<Dictionary<string, TrueCell<IReadOnlyList<string>>>> CellsAsync() =>
            sabotages.Length == 0 ? visits.Cells(sql, WindowKind.AllTime) : await visits.SpoiltAsync(sql, WindowKind.AllTime, sabotages);
    }
}
