using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

/// <summary>True counts are told to nobody: not by logs, not by spans, not by errors.</summary>
public sealed class SilenceTests(CityFederation city)
{
    [Fact]
    public async Task No_log_line_and_no_span_holds_a_true_count()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("FederatedGateway.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(Text(span)),
        };
        ActivitySource.AddActivityListener(listener);

        using AnalystClient analyst = city.Analyst();
        Answer answer = await analyst.AskAsync("SELECT area, COUNT(*) FROM violence GROUP BY area", TestContext.Current.CancellationToken);
        Assert.Equal(QuestionState.Complete, answer.State);

        string[] secrets = [.. TrueCounts().Where(n => n >= 500).Select(n => n.ToString(CultureInfo.InvariantCulture))];
        Assert.True(secrets.Length >= 10);
        Assert.NotEmpty(spans);
        Assert.NotEmpty(city.Logs.Lines);
        Assert.Empty(Leaks(city.Logs.Lines.Concat(spans), secrets));
    }

    [Fact]
    public void A_line_that_holds_a_true_count_would_be_noticed() =>
        Assert.Single(Leaks(["read 13 groups", "group harbour has 1234 rows"], ["1234"]));

    private static IEnumerable<string> Leaks(IEnumerable<string> lines, string[] secrets) =>
        lines.Where(line => Numbers(line).Any(secrets.Contains));

    // Whole numbers that stand alone; those in ports, hashes, ids, times and versions do not.
    private static IEnumerable<string> Numbers(string line) =>
        System.Text.RegularExpressions.Regex.Matches(line, @"(?<![\w.:/#-])\d+(?![\w.:/-]|ms)").Select(m => m.Value);

    private static string Text(Activity span) =>
        string.Join(' ', [span.DisplayName, .. span.TagObjects.Select(t => $"{t.Key} = {t.Value}"), .. span.Events.SelectMany(e => e.Tags).Select(t => $"{t.Key} = {t.Value}")]);

    private int[] TrueCounts()
    {
        string path = Path.Combine(city.Federation.Folder, "police", "occurrences.csv.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        reader.ReadLine();
        var counts = new Dictionary<string, int>();
        while (reader.ReadLine() is { } line)
        {
            string beat = line.Split(',')[5];
            counts[beat] = counts.GetValueOrDefault(beat) + 1;
        }

        return [.. counts.Values];
    }
}
