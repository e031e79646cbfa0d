using System.Diagnostics;
using System.Globalization;
using FederatedGateway.Agreements;
using FederatedGateway.Node;
using FederatedGateway.Queries;

namespace FederatedGateway.Benchmarks;

/// <summary>Bounding of contributions in PostgreSQL, 2 million rows: the node's engine beside what one would write by hand.</summary>
internal static class BoundingPostgres
{
    private const int Runs = 3;
    private const string Seed = "seed";

    public static async Task RunAsync(TextWriter output)
    {
        using var data = new BoundingPostgresData();
        await output.WriteLineAsync($"PostgreSQL, {BoundingPostgresData.Rows:N0} rows, L0 {BoundingPostgresData.MaxGroups}, rows of a unit in a group {BoundingPostgresData.MaxRows}; median of {Runs} runs, ms");
        await output.WriteLineAsync("units    keys        measure   GROUP BY  DISTINCT   rewrite      ours   version scan");
        var aims = new List<string>();
        foreach (string units in (string[])["skewed", "uniform"])
        {
            using PostgresEngine engine = data.Open(units);
            Sample scan = await MeasureAsync(() => data.ScanAsync(units));
            foreach (string[] keys in (string[][])[["area"], ["area", "place"]])
            {
                foreach ((string name, string measure) in new[] { ("count", "COUNT(*) AS n"), ("distinct", "COUNT(DISTINCT person) AS u"), ("sum", "SUM(cost) AS s") })
                {
                    await output.WriteLineAsync(await LineAsync(data, engine, new Case(units, keys, name, measure), scan, aims));
                }
            }
        }

        aims.ForEach(output.WriteLine);
    }

    private sealed record Case(string Units, string[] Keys, string Name, string Measure)
    {
        public string KeyList => string.Join(", ", Keys);
    }

    private static async Task<string> LineAsync(BoundingPostgresData data, PostgresEngine engine, Case one, Sample scan, List<string> aims)
    {
        string plain = one.Name == "sum" ? "sum(cost)" : "count(*)";
        Sample grouped = await MeasureAsync(() => data.QueryAsync($"SELECT {one.KeyList}, {plain} FROM bench.{one.Units} GROUP BY {one.KeyList}"));
        Sample distinct = await MeasureAsync(() => data.QueryAsync($"SELECT {one.KeyList}, count(DISTINCT person) FROM bench.{one.Units} GROUP BY {one.KeyList}"));
        Sample rewrite = await MeasureAsync(() => data.QueryAsync(Rewrite(one)));
        Sample ours = await MeasureAsync(() => Task.Run(() => Read(data, engine, one)));
        aims.Add(Aim.AtLeast($"PostgreSQL {one.Units} {one.KeyList} {one.Name}: times faster than the rewrite", rewrite.P50 / ours.P50, 2, "times"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{one.Units,-8} {one.KeyList,-11} {one.Name,-8} {grouped.P50,9:F0} {distinct.P50,9:F0} {rewrite.P50,9:F0} {ours.P50,9:F0} {scan.P50,9:F0}");
    }

    // What is written by hand: every unit's groups are ranked. It reads the columns as they are; nothing is translated or refused.
    private static string Rewrite(Case one)
    {
        string value = one.Name switch
        {
            "sum" => "sum(greatest(-2000, least(15000, t)))",
            "count" => $"sum(least(n, {BoundingPostgresData.MaxRows}))",
            _ => "count(*)",
        };
        return $"SELECT {one.KeyList}, {value} FROM (SELECT *, row_number() OVER (PARTITION BY person ORDER BY sha256(convert_to(concat_ws('|', '{Seed}', person, {one.KeyList}), 'UTF8'))) AS rank "
            + $"FROM (SELECT person, {one.KeyList}, count(*) AS n, sum(cost) AS t FROM bench.{one.Units} GROUP BY person, {one.KeyList}) AS per_unit) AS ranked "
            + $"WHERE rank <= {BoundingPostgresData.MaxGroups} GROUP BY {one.KeyList}";
    }

    private static void Read(BoundingPostgresData data, PostgresEngine engine, Case one)
    {
        CanonicalQuery query = SqlReader.Read($"SELECT {one.KeyList}, {one.Measure} FROM visits GROUP BY {one.KeyList}", data.Dictionary).Query!;
        using IDataSnapshot snapshot = engine.Open(CancellationToken.None);
        snapshot.Read(BoundedRead.Of(query, BoundingPostgresData.Terms(query), WindowKind.AllTime), CancellationToken.None);
    }

    private static async Task<Sample> MeasureAsync(Func<Task> work)
    {
        var sample = new Sample();
        for (int run = 0; run < Runs; run++)
        {
            long began = Stopwatch.GetTimestamp();
            await work();
            sample.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return sample;
    }
}
