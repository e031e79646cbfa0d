using System.Globalization;
using System.Numerics;
using FederatedGateway.Agreements;
using FederatedGateway.Node;

namespace FederatedGateway.Benchmarks;

/// <summary>
/// What it costs to bound each unit's contribution: plain GROUP BY, COUNT(DISTINCT unit), the row_number rewrite that other systems use, and the
/// node's pass over its clustered copy; all in one run on the same rows.
/// </summary>
internal static class BoundingSuite
{
    private const int DefaultRows = 10_000_000;
    private const int Areas = 2_000;
    private const int Kinds = 12;
    private const int MaxGroups = 4;
    private const int MaxRows = 3;

    // Of the skewed units three quarters have one row. One row in twenty belongs to one of 500 heavy units, the others to units of six or seven.
    private static (string Name, string Unit)[] Shapes(int rows) =>
    [
        ("skewed", FormattableString.Invariant($"CASE WHEN hash(i) % 100 < 30 THEN i WHEN hash(i) % 100 < 35 THEN -1 - hash(i + 1000000007) % 500 ELSE {rows} + hash(i + 1000000007) % {rows / 10} END")),
        ("uniform", "i // 3"),
    ];

    private static readonly (string Name, string Plain, string Ours, string Bounded)[] Measures =
    [
        ("count", "count(*)", "COUNT(*) AS n", $"sum(least(n, {MaxRows}))"),
        ("distinct", "count(DISTINCT u)", "COUNT(DISTINCT person) AS n", "count(*)"),
        ("sum", "sum(c3)", "SUM(cost) AS n", "sum(greatest(0, least(30000, s)))"),
    ];

    private static readonly (string Name, string Plain, string Ours)[] Keys = [("one key", "c1", "area"), ("two keys", "c1, c2", "area, kind")];

    /// <summary>Reads the options after the suite's name.</summary>
    public static bool TryParse(string[] options, out int rows)
    {
        rows = DefaultRows;
        return options is [] || (options is ["--rows", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out rows) && rows >= 1000);
    }

    /// <summary>Runs the suite.</summary>
    public static void Run(TextWriter output, int rows)
    {
        var aims = new List<string>();
        output.WriteLine(FormattableString.Invariant($"{rows:N0} rows, {BenchmarkTable.Threads} threads each, L0 = {MaxGroups}, {MaxRows} rows a group; milliseconds, median of runs taken in turn"));
        foreach ((string name, string unit) in Shapes(rows))
        {
            using var table = new BenchmarkTable(Dictionary(), Rows(rows, unit));
            Prepared(output, aims, name, table);
            Check(table);
            if (name == "uniform")
            {
                CheckUnlimited(table);
            }

            foreach ((string Name, string Plain, string Ours) keys in Keys)
            {
                Compare(output, aims, name, table, keys);
            }
        }

        LineItems.Run(output, int.Min(rows, 6_000_000));
        aims.ForEach(output.WriteLine);
    }

    private static void Prepared(TextWriter output, List<string> aims, string name, BenchmarkTable table)
    {
        output.WriteLine(FormattableString.Invariant(
            $"{name}: {table.Bytes.Source / 1e6:F0} MB of Parquet loaded in {table.Seconds.Loaded:F1} s, of which sorting and writing the copy {table.Seconds.Written:F1} s, with at most {BenchmarkTable.LoadingMemory} of memory, which are given back; copy of {table.Bytes.Copy / 1e6:F0} MB on the disk; found again at a start in {table.Seconds.Reopened:F1} s"));
        aims.Add(Aim.AtMost($"{name}-load", table.Seconds.Loaded, 10, "s"));
        aims.Add(Aim.AtMost($"{name}-prepare-copy-of-typed-rows", table.Seconds.Written, 10, "s"));
    }

    // Which groups of a unit stay follows from the node's key, but how much stays of all units together does not: with a limit of groups met,
    // the sum over all groups of COUNT(DISTINCT) is the sum over units of the lesser of L0 and their groups.
    private static void Check(BenchmarkTable table)
    {
        foreach ((string _, string plain, string ours) in Keys)
        {
            long expected = (long)(BigInteger)table.Query($"SELECT sum(least({MaxGroups}, n)) FROM (SELECT u, count(*) AS n FROM (SELECT DISTINCT u, {plain} FROM data) GROUP BY u)")[0][0];
            long counted = table.Read(table.Plan($"SELECT {ours}, COUNT(DISTINCT person) AS n FROM visits GROUP BY {ours}", WindowKind.AllTime)).Sum(cell => cell.Values[0]);
            if (expected != counted)
            {
                throw new InvalidOperationException("The node and DuckDB count differently.");
            }
        }
    }

    // With three rows a unit no limit is ever met, so the node must count exactly what DuckDB counts.
    private static void CheckUnlimited(BenchmarkTable table)
    {
        long[] plain = [.. table.Query("SELECT c1, count(DISTINCT u), count(*), sum(c3) FROM data GROUP BY c1 ORDER BY c1")
            .SelectMany(row => row.Skip(1).Select(value => value is BigInteger sum ? (long)sum : (long)value))];
        long[] ours = [.. table.Read(table.Plan("SELECT area, COUNT(DISTINCT person) AS u, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY area", WindowKind.AllTime))
            .SelectMany(cell => cell.Values)];
        if (!plain.Order().SequenceEqual(ours.Order()))
        {
            throw new InvalidOperationException("The node and DuckDB count differently.");
        }
    }

    private static void Compare(TextWriter output, List<string> aims, string shape, BenchmarkTable table, (string Name, string Plain, string Ours) keys)
    {
        foreach ((string name, string plain, string ours, string bounded) in Measures)
        {
            BoundedRead read = table.Plan($"SELECT {keys.Ours}, {ours} FROM visits GROUP BY {keys.Ours}", WindowKind.AllTime);
            BoundedRead years = table.Plan($"SELECT {keys.Ours}, {ours} FROM visits GROUP BY {keys.Ours}", WindowKind.CalendarYear);
            Stopwatches times = Stopwatches.Of(
                3,
                () => table.Query($"SELECT {keys.Plain}, {plain} FROM data GROUP BY {keys.Plain}"),
                () => table.Query(Rewrite(keys.Plain, bounded)),
                () => table.Read(read),
                () => table.Read(years),
                () => table.Query($"SELECT {keys.Plain}, count(DISTINCT u) FROM data GROUP BY {keys.Plain}"));
            (double plainTime, double rewrite, double node, double nodeYears, double distinct) = (times[0], times[1], times[2], times[3], times[4]);
            // All that one read allocates, whether or not it is held at the same time.
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            table.Read(read);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            output.WriteLine(FormattableString.Invariant(
                $"{shape,-8} {keys.Name,-9} {name,-9} plain {plainTime,7:F0}   COUNT(DISTINCT) {distinct,7:F0}   row_number {rewrite,7:F0}   ours {node,6:F0} (by year {nodeYears,6:F0})   ours/plain {node / plainTime,5:F1}   ours/COUNT(DISTINCT) {node / distinct:F3}   row_number/ours {rewrite / node,5:F1}   memory at most {allocated / 1e6:F1} MB"));
            string id = $"{shape}-{keys.Name.Replace(' ', '-')}-{name}";
            aims.Add(Aim.AtMost($"{id}-percent-of-count-distinct", 100 * node / distinct, 25, "%"));
            aims.Add(Aim.AtLeast($"{id}-faster-than-row-number", rewrite / node, 15, "times"));
            aims.Add(Aim.AtMost($"{id}-memory", allocated / (double)(1 << 20), BenchmarkTable.QueryMemory >> 20, "MiB"));
        }
    }

    // Totals of each unit in each group, at most L0 groups of a unit by row_number, totals clamped, then added up.
    private static string Rewrite(string keys, string bounded) =>
        $"WITH per_unit AS (SELECT u, {keys}, count(*) AS n, sum(c3) AS s FROM data GROUP BY u, {keys}), "
        + $"ranked AS (SELECT *, row_number() OVER (PARTITION BY u ORDER BY random()) AS r FROM per_unit) "
        + $"SELECT {keys}, {bounded} FROM ranked WHERE r <= {MaxGroups} GROUP BY {keys}";

    private static string Rows(int rows, string unit) => FormattableString.Invariant($"""
        SELECT CAST({unit} AS INTEGER) AS u, CAST(hash(i + 11) % 24 AS INTEGER) AS c0, CAST(hash(i + 23) % {Areas} AS INTEGER) AS c1,
               CAST(hash(i + 37) % {Kinds} AS INTEGER) AS c2, CAST(hash(i + 53) % 10001 AS INTEGER) AS c3
        FROM range({rows}) t(i)
        """);

    private static string Dictionary()
    {
        string areas = string.Join(", ", Enumerable.Range(0, Areas).Select(area => FormattableString.Invariant($$"""{ "id": "a{{area}}", "title": "Area" }""")));
        string kinds = string.Join(", ", Enumerable.Range(0, Kinds).Select(kind => FormattableString.Invariant($$"""{ "id": "k{{kind}}", "title": "Kind" }""")));
        return FormattableString.Invariant($$"""
            {
              "kind": "DataDictionary/v1", "id": "bounding", "version": 1, "title": "Bounding",
              "codelists": { "area": { "title": "Area", "codes": [{{areas}}] }, "kind": { "title": "Kind", "codes": [{{kinds}}] } },
              "datasets": { "visits": { "title": "Visits", "unit": "person", "time": "month", "contribution": { "maxGroups": {{MaxGroups}}, "maxRowsPerGroup": {{MaxRows}} },
                "columns": [
                  { "name": "month", "title": "Month", "type": "month", "from": "2024-01", "until": "2025-12" },
                  { "name": "area", "title": "Area", "type": "code", "codelist": "area" },
                  { "name": "kind", "title": "Kind", "type": "code", "codelist": "kind" },
                  { "name": "cost", "title": "Cost", "type": "number", "decimals": 2, "min": 0, "max": 100, "unitTotal": { "min": 0, "max": 300 }, "unitOfMeasure": "pounds" }
                ] } }
            }
            """);
    }
}
