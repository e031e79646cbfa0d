using System.IO.Compression;
using FederatedGateway.Demo;
using FederatedGateway.Demo.Police;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

/// <summary>Three real police forces' published records, read as published.</summary>
public sealed class StreetCrimeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Nine_cells_in_ten_hold_the_truth_within_their_95_percent_noise_interval()
    {
        string data = SharedFolder.PathOf("data/police_uk_street");
        Dictionary<(string Force, string Month, string Crime), int> truth = Count(data);
        FederationPlan plan = StreetCrimePlan.Of(data);
        plan = plan with { Terms = plan.Terms.Replace("epsilon: 8", "epsilon: 60", StringComparison.Ordinal) };
        await using LocalFederation federation = await LocalFederation.StartAsync(
            plan, folder.Path, new LocalFederationOptions { ConfigureNode = Terms.WithoutCap }, Cancellation);
        using AnalystClient analyst = AnalystClient.Open(federation.Profile);
        string[] crimes = [.. analyst.Dictionary.Codelists["crime_type"].Codes.Select(c => c.Id)];

        int cells = 0, held = 0, exact = 0;
        // Each run leaves another crime type out or asks for more, so each has noise of its own.
        foreach ((string left, string more) in crimes.SelectMany(c => (string[])["", ", COUNT(DISTINCT incident)"], (c, more) => (c, more)))
        {
            Answer answer = await analyst.AskAsync(
                $"SELECT month, crime_type, COUNT(*) AS offences{more} FROM police_offences WHERE crime_type <> '{left}' GROUP BY month, crime_type", Cancellation);
            Assert.Equal(QuestionState.Complete, answer.State);
            foreach (CombinedCell cell in answer.Cells.Where(c => c.Values.Count > 0))
            {
                string Key(string dimension) => cell.Key[answer.Dimensions.IndexOf(dimension)];
                long sum = cell.GivenBy.Sum(force => truth[(force, Key("month"), Key("crime_type"))]);
                CombinedValue value = cell.Values[0];
                cells++;
                held += value.Lower <= sum && sum <= value.Upper ? 1 : 0;
                exact += value.Value == sum ? 1 : 0;
            }
        }

        // About 1,000 cells. If each holds its truth with probability .95, fewer than 90 % do with probability below 1e-9;
        // if the noise had half its size or twice its size, the other bounds would be broken as surely.
        Assert.InRange(cells, 900, crimes.Length * (crimes.Length - 1) * 3 * 2);
        Assert.InRange(held, cells * 0.90, cells * 0.995);
        Assert.InRange(exact, 0, cells * 0.15);
    }

    // An independent count: the published columns by position, no part of the node.
    private static Dictionary<(string, string, string), int> Count(string data)
    {
        var counts = new Dictionary<(string, string, string), int>();
        foreach (string path in Directory.EnumerateFiles(data, "*.csv.gz"))
        {
            string force = Path.GetFileName(path)[8..^"-street.csv.gz".Length] + "-police";
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            reader.ReadLine();
            while (reader.ReadLine() is { } line)
            {
                string[] fields = line.Split(',');
                Assert.DoesNotContain('"', line);
                string crime = fields[9].ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
                counts[(force, fields[1], crime)] = counts.GetValueOrDefault((force, fields[1], crime)) + 1;
            }
        }

        return counts;
    }
}
