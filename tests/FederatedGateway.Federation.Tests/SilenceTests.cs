using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;
using Grpc.Core;

namespace FederatedGateway.Federation.Tests;

/// <summary>True counts are told to nobody: not by logs, not by spans, not by metrics, not by errors.</summary>
public sealed class SilenceTests : IDisposable
{
    // Persons in each area, one row each, so that these are the true counts and nothing bounds them. Primes that nothing else counts to.
    private static readonly int[] TrueCounts = [7_301, 6_113, 5_407];

    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<string> heard = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task No_log_no_span_no_metric_and_no_error_holds_a_true_count()
    {
        using var logs = new LogRecorder();
        using ActivityListener spans = ListenToSpans();
        using MeterListener metrics = ListenToMetrics();
        var options = new LocalFederationOptions { Configure = (_, services) => logs.Record(services) };
        await using (LocalFederation federation = await LocalFederation.StartAsync(Plan(), folder.Path, options, TestContext.Current.CancellationToken))
        {
            using AnalystClient analyst = AnalystClient.Open(federation.Profile);
            Answer answer = await analyst.AskAsync("SELECT area, COUNT(*), COUNT(DISTINCT person) FROM violence GROUP BY area", TestContext.Current.CancellationToken);

            // The answer itself is near the truth, so the truth was read.
            Assert.Equal(3, answer.Cells.Count(c => c.Values.Count > 0 && TrueCounts.Any(n => Math.Abs(n - c.Values[0].Value) < 200)));
            RpcException refused = await Assert.ThrowsAsync<RpcException>(() => analyst.AskAsync("SELECT area, COUNT(*) FROM violence WHERE area = 'harbour' GROUP BY area, month, weekday, part_of_day, method, age_band, sex", TestContext.Current.CancellationToken));
            heard.Enqueue(refused.Status.Detail);
        }

        metrics.RecordObservableInstruments();
        Assert.Contains(heard, line => line.Contains("record", StringComparison.Ordinal));
        Assert.NotEmpty(logs.Lines);
        Assert.Empty(Leaks(logs.Lines.Concat(heard)));
    }

    [Theory]
    [InlineData("group harbour has 7301 rows"), InlineData("rows = 6113"), InlineData("sum: 18,821"), InlineData("{\"n\":5407}")]
    public void A_line_that_holds_a_true_count_would_be_noticed(string line) => Assert.Single(Leaks(["read 13 groups", line]));

    private static FederationPlan Plan()
    {
        FederationPlan city = CityPlan.Create();
        AgencyPlan police = city.Agencies[0] with
        {
            Mappings = city.Agencies[0].Mappings.Where(m => m.Key == "police-violence.yaml").ToDictionary(),
            WriteRows = WriteRows,
        };
        return city with { Agencies = [police] };
    }

    private static void WriteRows(string folder)
    {
        string[] beats = ["B09", "B10", "B11"];
        using var writer = new StreamWriter(new System.IO.Compression.GZipStream(
            File.Create(Path.Combine(folder, "occurrences.csv.gz")), System.IO.Compression.CompressionLevel.Fastest));
        writer.WriteLine("crime_ref,committed_from,offence,weapon,place,beat,patch,victim_ref,victim_age,victim_sex,outcome");
        for (int area = 0, person = 0; area < beats.Length; area++)
        {
            for (int i = 0; i < TrueCounts[area]; i++, person++)
            {
                writer.WriteLine(FormattableString.Invariant($"C{person},2025-05-05 12:00:00,COMMON,KICK,PUBLIC,{beats[area]},1,V{person},30,M,OPEN"));
            }
        }
    }

    private static IEnumerable<string> Leaks(IEnumerable<string> lines)
    {
        string[] secrets = [.. TrueCounts.Append(TrueCounts.Sum()).Select(n => n.ToString(CultureInfo.InvariantCulture))];
        return lines.Where(line => Regex.Matches(line.Replace(",", "", StringComparison.Ordinal), @"(?<![\w.])\d+(?![\w])").Any(m => secrets.Contains(m.Value)));
    }

    private ActivityListener ListenToSpans()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            // Ports are chosen by the system and can be any number.
            ActivityStopped = span => heard.Enqueue(string.Join(' ',
                [span.DisplayName, .. span.TagObjects.Where(t => !t.Key.EndsWith(".port", StringComparison.Ordinal)).Select(t => $"{t.Key} = {t.Value}"), .. span.Events.SelectMany(e => e.Tags).Select(t => $"{t.Key} = {t.Value}")])),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private MeterListener ListenToMetrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name.StartsWith("FederatedGateway", StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.Start();
        return listener;
    }

    private void Hear<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        heard.Enqueue(FormattableString.Invariant($"{instrument.Name} = {value} {string.Join(' ', tags.ToArray().Select(t => $"{t.Key} = {t.Value}"))}"));
}
