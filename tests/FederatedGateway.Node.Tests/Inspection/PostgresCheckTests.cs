using System.Text;
using System.Text.Json.Nodes;
using FederatedGateway.Demo;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node.Tests;

public sealed class PostgresCheckTests(PostgresClusters clusters)
{
    // Of every sort: kept, no code, missing, of another shape, without a person, and a code that the public table lacks.
    private const string Odd = "p1,2025-01,Pub,A1,1\np2,2025-01,Cinema,A1,1\np3,2025-01,Theatre,A1,1\np3,2025-01,,A1,1\np4,2025-01,Home,WRONG,1\n,2025-02,Home,A2,1\n";

    private JsonArray _servers = [];

    [Fact]
    public void A_table_is_reported_like_a_file_of_the_same_rows()
    {
        string[] file = Report(folder => folder.Files.Write("visits.csv", $"{Visits.Header}\n{Odd}{Rest}"), _ => { }, out int fileCode);
        string[] one = Report(folder => Prepare(folder, 1, out _servers), node => node["Servers"] = _servers, out int oneCode);
        string[] three = Report(folder => Prepare(folder, 3, out _servers), node => node["Servers"] = _servers, out int threeCode);
        Assert.Equal((ExitCodes.Success, ExitCodes.Success, ExitCodes.Success), (fileCode, oneCode, threeCode));
        Assert.Contains(file, line => line.StartsWith("  rows refused", StringComparison.Ordinal) && line.Contains(" 1 (", StringComparison.Ordinal));
        Assert.Contains(file, line => line.Contains("place: 2 values in 2 (", StringComparison.Ordinal));
        Assert.Contains(file, line => line.StartsWith("  public table", StringComparison.Ordinal) && !line.Contains(" 0 rows", StringComparison.Ordinal));
        Assert.Equal(Counts(file), Counts(one));
        Assert.Equal(Counts(file), Counts(three));
    }

    [Fact]
    public void A_table_that_would_not_load_is_reported_with_its_counts_and_the_limit()
    {
        string[] report = Report(folder => Prepare(folder, 1, out _servers), node => (node["Servers"], node["MaxRefusedShare"]) = (_servers, 0.001), out int code);
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains(report, line => line.Contains("would not load: more than the share 0.001", StringComparison.Ordinal));
        Assert.Contains(report, line => line.Contains("area: not of the right shape: 1 (", StringComparison.Ordinal));

        report = Report(folder => Prepare(folder, 1, out _servers), node => (node["Servers"], node["MaxOpenCodes"]) = (_servers, 2), out code);
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains(report, line => line.Contains("combinations of open codes; raise Node:MaxOpenCodes", StringComparison.Ordinal));
    }

    private static string Rest => Visits.Csv(Visits.RandomRows(3, 90))[(Visits.Header.Length + 1)..];

    private string[] Report(Action<NodeFolder> prepare, Action<JsonObject> change, out int code)
    {
        using var folder = new NodeFolder(NodeSubject.Visits with { Dictionary = WithPublicTable() });
        prepare(folder);
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter());
        code = NodeInspection.Run(["check", "--config", folder.Configuration(change)], output, error);
        Assert.DoesNotContain("WRONG", output.ToString() + error, StringComparison.Ordinal);
        return output.ToString().Split('\n');
    }

    private static DataDictionary WithPublicTable() => DataDictionary.Read(Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(Visits.Dictionary().Document.Span).Replace("\"datasets\":", """
            "publicTables": { "rooms": { "title": "Rooms", "key": { "name": "place", "codelist": "place" },
                "attributes": [{ "name": "rooms", "title": "Rooms", "type": "number", "decimals": 0 }], "rows": [{ "place": "pub", "rooms": 3 }, { "place": "home", "rooms": 4 }] } },
            "datasets":
            """, StringComparison.Ordinal)));

    // What the two have alike: the source, the way to the data version and the time of a copy differ.
    private static string[] Counts(string[] report) =>
        [.. report.Where(line => line.StartsWith("  rows", StringComparison.Ordinal) || line.StartsWith("   ", StringComparison.Ordinal) || line.StartsWith("  no code", StringComparison.Ordinal)
            || line.StartsWith("  missing", StringComparison.Ordinal) || line.StartsWith("  public", StringComparison.Ordinal) || line.StartsWith("  result", StringComparison.Ordinal))];

    private void Prepare(NodeFolder folder, int servers, out JsonArray configured)
    {
        IReadOnlyList<(PostgresCluster Cluster, string Database)> places = PostgresVisits.Fill(clusters, servers, $"{Visits.Header}\n{Odd}{Rest}");
        folder.Files.Write("mapping.yaml", PostgresVisits.Mapping.Replace("SERVERS", string.Join(", ", places.Select((_, index) => $"s{index}")), StringComparison.Ordinal));
        folder.Files.Write("root.pem", clusters.AuthorityPem);
        folder.Files.Write("password", clusters.ReaderPassword);
        configured = [.. places.Select((place, index) => PostgresNode.Server(place.Cluster, place.Database, $"s{index}"))];
    }
}
