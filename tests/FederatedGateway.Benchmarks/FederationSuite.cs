using System.Diagnostics;
using System.Text.Json.Nodes;
using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;

namespace FederatedGateway.Benchmarks;

/// <summary>
/// What a federated answer costs beside the work on the rows themselves. The clock runs from signing the question to holding
/// the combined answer; the baseline is the slowest node's own reading and measuring of the same question in the same process.
/// </summary>
internal static class FederationSuite
{
    // Enough for the runtime to compile what is hot for good; before that, its compiler takes a core for itself.
    private const int Warmup = 156;

    public static async Task RunAsync(TextWriter output)
    {
        var aims = new List<string>();
        output.WriteLine("Warming up: one federation whose figures are not counted");
        await MeasureAsync(4, TextWriter.Null);
        foreach (int nodes in (int[])[4, 10])
        {
            (Sample overhead, Sample remembered, Sample atNode) = await MeasureAsync(nodes, output);
            if (nodes == 10)
            {
                aims.Add(Aim.AtMost("overhead-10-nodes-p50", overhead.P50, 25, "ms"));
            }

            aims.Add(Aim.AtMost(FormattableString.Invariant($"remembered-by-a-node-{nodes}-nodes-p50"), atNode.P50, 5, "ms"));
            aims.Add(Aim.AtMost(FormattableString.Invariant($"remembered-end-to-end-{nodes}-nodes-p50"), remembered.P50, 5, "ms"));
        }

        aims.ForEach(output.WriteLine);
    }

    private static async Task<(Sample Overhead, Sample Remembered, Sample AtNode)> MeasureAsync(int nodes, TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("federatedgateway-bench-").FullName;
        try
        {
            var options = new LocalFederationOptions
            {
                AnswerSlot = TimeSpan.FromMilliseconds(1),
                RequestsPerMinute = 1_000_000,
                ConfigureNode = WithoutCap,
            };
            await using LocalFederation federation = await LocalFederation.StartAsync(CityPlan.Create(nodes, BigBudget), folder, options);
            using AnalystClient analyst = AnalystClient.Open(federation.Profile);
            return await MeasureAsync(nodes, analyst, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(Sample Overhead, Sample Remembered, Sample AtNode)> MeasureAsync(int nodes, AnalystClient analyst, TextWriter output)
    {
        Sample total = new(), own = new(), overhead = new(), remembered = new(), atNode = new();
        using var stages = new NodeStages();
        string[] questions = [.. Questions()];
        foreach ((string sql, int i) in questions.Select((q, i) => (q, i)))
        {
            stages.Clear();
            (double elapsed, _) = await TimeAsync(analyst, sql, nodes);
            if (stages.Nodes != nodes)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"{stages.Nodes} of {nodes} nodes read rows."));
            }

            if (i >= Warmup)
            {
                total.Add(elapsed);
                own.Add(stages.Slowest);
                overhead.Add(elapsed - stages.Slowest);
            }
        }

        foreach ((string sql, int i) in questions.Select((q, i) => (q, i)))
        {
            stages.Clear();
            (double elapsed, Answer answer) = await TimeAsync(analyst, sql, nodes);
            if (stages.Nodes != 0)
            {
                throw new InvalidOperationException("A remembered answer read rows.");
            }

            if (i >= Warmup)
            {
                remembered.Add(elapsed);
                answer.Agencies.ToList().ForEach(a => atNode.Add(a.ElapsedMicroseconds / 1000.0));
            }
        }

        output.WriteLine(FormattableString.Invariant($"{nodes} nodes, GROUP BY of one dimension, COUNT(*) and COUNT(DISTINCT person)"));
        output.WriteLine(FormattableString.Invariant($"  federated answer               {total}"));
        output.WriteLine(FormattableString.Invariant($"  slowest node's reading + noise {own}"));
        output.WriteLine(FormattableString.Invariant($"  overhead (difference)          {overhead}"));
        output.WriteLine(FormattableString.Invariant($"  ratio at p50                   {total.P50 / own.P50:F2}"));
        output.WriteLine(FormattableString.Invariant($"  remembered answer              {remembered}"));
        output.WriteLine(FormattableString.Invariant($"  a node's remembered answer     {atNode}"));
        foreach ((string name, Sample stage) in stages.Stages)
        {
            output.WriteLine(FormattableString.Invariant($"    a node's stage {name,-14}  {stage}"));
        }

        return (overhead, remembered, atNode);
    }

    private static async Task<(double Elapsed, Answer Answer)> TimeAsync(AnalystClient analyst, string sql, int nodes)
    {
        long began = Stopwatch.GetTimestamp();
        Answer answer = await analyst.AskAsync(sql, CancellationToken.None);
        double elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return answer.State == QuestionState.Complete && answer.Agencies.Count == nodes
            ? (elapsed, answer)
            : throw new InvalidOperationException($"{answer.State}: {string.Join("; ", answer.Agencies.Select(a => $"{a.PartyId} {a.State} {a.Explanation}"))}");
    }

    // Every range of months of the year, with one area left out: different questions of one shape.
    private static IEnumerable<string> Questions() =>
        from area in (string[])["harbour", "foundry", "highfield", "riverside"]
        from first in Enumerable.Range(1, 12)
        from last in Enumerable.Range(first, 13 - first)
        select FormattableString.Invariant(
            $"SELECT weekday, COUNT(DISTINCT person), COUNT(*) FROM violence WHERE month BETWEEN '2025-{first:D2}' AND '2025-{last:D2}' AND area <> '{area}' GROUP BY weekday");

    private static string BigBudget => CityPlan.Terms.Replace("epsilon: 8", "epsilon: 100", StringComparison.Ordinal);

    private static void WithoutCap(string partyId, JsonObject configuration)
    {
        foreach (JsonNode? dataset in configuration["Node"]!["Datasets"]!.AsArray())
        {
            dataset!["Cap"] = new JsonObject { ["Epsilon"] = 1000, ["Delta"] = 1e-5 };
        }
    }
}
