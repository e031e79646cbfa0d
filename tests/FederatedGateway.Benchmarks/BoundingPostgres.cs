using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Node;
using FederatedGateway.Queries;

namespace FederatedGateway.Benchmarks;

/// <summary>Bounding of contributions in PostgreSQL, 2 million rows: the node's engine beside what one would write by hand.</summary>
/// <remarks>
/// The rewrite is timed twice: over the table's own columns, where nothing is translated or refused, and over the rows as the mapping
/// translates and checks them, which is what the node's engine reads. The engine reads in <see cref="PostgresOptions.Slices"/> sessions; the
/// rewrite is one statement, which the server may run in parallel as it likes.
/// </remarks>
internal static class BoundingPostgres
{
    private const int Runs = 3;
    private const string Seed = "seed";

    private static readonly (string Name, string Measure, string Plain, string Bounded)[] Measures =
    [
        ("count", "COUNT(*) AS n", "count(*)", $"sum(least(n, {BoundingPostgresData.MaxRows}))"),
        ("distinct", "COUNT(DISTINCT person) AS u", "count(DISTINCT person)", "count(*)"),
        ("sum", "SUM(cost) AS s", "sum(cost)", "sum(greatest(-2000, least(15000, t)))"),
    ];

    /// <summary>Runs this part of the suite, or says why not.</summary>
    public static void Run(TextWriter output)
    {
        if (!PostgresCluster.IsInstalled)
        {
            output.WriteLine($"PostgreSQL: skipped. {PostgresCluster.Missing}");
            return;
        }

        using var data = new BoundingPostgresData();
        output.WriteLine(FormattableString.Invariant(
            $"PostgreSQL, {BoundingPostgresData.Rows:N0} rows, L0 = {BoundingPostgresData.MaxGroups}, {BoundingPostgresData.MaxRows} rows a group; milliseconds, median of {Runs} runs taken in turn"));
        var aims = new List<string>();
        foreach (string units in (string[])["skewed", "uniform"])
        {
            using PostgresEngine engine = data.Open(units);
            foreach (string keys in (string[])["area", "area, place"])
            {
                foreach ((string Name, string Measure, string Plain, string Bounded) measure in Measures)
                {
                    Compare(output, aims, data, engine, units, keys, measure);
                }
            }
        }

        aims.ForEach(output.WriteLine);
    }

    private static void Compare(
        TextWriter output, List<string> aims, BoundingPostgresData data, PostgresEngine engine, string units, string keys, (string Name, string Measure, string Plain, string Bounded) measure)
    {
        var parameters = new PostgresParameters();
        string mapped = Mapped(engine.Relation, parameters);
        Stopwatches times = Stopwatches.Of(
            Runs,
            () => data.Query($"SELECT {keys}, {measure.Plain} FROM bench.{units} GROUP BY {keys}"),
            () => data.Query($"SELECT {keys}, count(DISTINCT person) FROM bench.{units} GROUP BY {keys}"),
            () => data.Query(Rewrite(keys, measure.Bounded, $"bench.{units}")),
            () => data.Query(Rewrite(keys, measure.Bounded, $"({mapped}) AS mapped"), parameters),
            () => Read(data, engine, $"SELECT {keys}, {measure.Measure} FROM visits GROUP BY {keys}"),
            () => data.Scan(engine));
        (double raw, double ours) = (times[2], times[4]);
        output.WriteLine(FormattableString.Invariant(
            $"{units,-8} {keys,-11} {measure.Name,-9} plain {times[0],6:F0}   COUNT(DISTINCT) {times[1],6:F0}   row_number, raw columns {raw,6:F0}   row_number, mapped rows {times[3],6:F0}   ours {ours,6:F0}   raw/ours {raw / ours,4:F1}   mapped/ours {times[3] / ours,4:F1}   version scan {times[5],5:F0}"));
        string id = $"postgresql-{units}-{(keys == "area" ? "one-key" : "two-keys")}-{measure.Name}";
        aims.Add(Aim.AtLeast($"{id}-faster-than-row-number-on-raw-columns", raw / ours, 2, "times"));
        aims.Add(Aim.AtLeast($"{id}-faster-than-row-number-on-mapped-rows", times[3] / ours, 2, "times"));
    }

    // The mapped and checked rows under the table's own names. The text goes first, for the reader of the result.
    private static string Mapped(PostgresRelation relation, PostgresParameters parameters)
    {
        string names = string.Concat(relation.Dataset.Columns.Select(column => $", {relation.ColumnSql(column)}{(column.Type is CodeType ? "::text" : "")} AS {column.Name}"));
        HashSet<string> all = [.. relation.Dataset.Columns.Select(column => column.Name)];
        return $"SELECT unit AS person{names} FROM ({relation.RowsSql("unit IS NOT NULL", all, parameters)}) AS rows";
    }

    // What is written by hand: every unit's groups are ranked.
    private static string Rewrite(string keys, string bounded, string rows) =>
        $"SELECT {keys}, {bounded} FROM (SELECT *, row_number() OVER (PARTITION BY person ORDER BY sha256(convert_to(concat_ws('|', '{Seed}', person, {keys}), 'UTF8'))) AS rank "
        + $"FROM (SELECT person, {keys}, count(*) AS n, sum(cost) AS t FROM {rows} GROUP BY person, {keys}) AS per_unit) AS ranked "
        + $"WHERE rank <= {BoundingPostgresData.MaxGroups} GROUP BY {keys}";

    private static void Read(BoundingPostgresData data, PostgresEngine engine, string sql)
    {
        CanonicalQuery query = SqlReader.Read(sql, data.Dictionary).Query!;
        using IDataSnapshot snapshot = engine.Open(CancellationToken.None);
        snapshot.Read(BoundedRead.Of(query, BoundingPostgresData.Terms(query), WindowKind.AllTime), CancellationToken.None);
    }
}
