using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node.Tests;

public sealed class CheckCommandTests : IDisposable
{
    private const string Rows = "p1,2025-01,Pub,A1,1\np2,2025-01,Cinema,A1,1\np3,2025-01,,A1,1\np4,2025-01,Home,WRONG,1\n";

    private readonly NodeFolder _folder = new($"{Visits.Header}\n{Rows}");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_data_set_that_would_load_is_reported_with_its_counts()
    {
        (int code, string report, _) = Check(node => node["MaxRefusedShare"] = 0.5);
        Assert.Equal(ExitCodes.Success, code);
        Assert.Matches(@"rows read +4\n", report);
        Assert.Matches(@"rows refused +1 \(25 %\)\n +area: not of the right shape: 1 \(25 %\)", report);
        Assert.Matches(@"no code +place: 1 values in 1 \(25 %\) rows, taken as other", report);
        Assert.Matches(@"missing +place: 1 \(25 %\) rows, taken as other", report);
        Assert.Matches(@"rows kept +3 of 3 units", report);
        Assert.Contains("none yet; its key is made when the node starts", report, StringComparison.Ordinal);
        Assert.EndsWith("Every data set would load.\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_that_would_not_load_fails_the_command_and_says_why()
    {
        (int code, string report, _) = Check();
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains("would not load: more than the share 0.05 of Node:MaxRefusedShare", report, StringComparison.Ordinal);

        _folder.Files.Write("visits.csv", $"{Visits.Header}\np1,2025-01,SECRET\n");
        (code, report, string error) = Check();
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains("line 2: the record has 3 fields", error, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", report + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_beside_a_running_node_tells_its_data_version_and_touches_nothing_of_it()
    {
        _folder.Files.Write("visits.csv", Visits.Csv(Visits.RandomRows(1, 200)));
        await using RunningNode node = await RunningNode.StartAsync(_folder);
        string version = (await node.Client.DescribeAsync(new(), cancellationToken: TestContext.Current.CancellationToken)).Datasets[0].DataVersion;
        string[] before = Files();
        (int code, string report, _) = Check();
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains(version, report, StringComparison.Ordinal);
        Assert.Equal(before, Files());
        Assert.Empty(Directory.EnumerateDirectories(_folder.Files.Of("state/check")));

        _folder.Files.Write("visits.csv", Visits.Csv(Visits.RandomRows(2, 200)));
        Assert.DoesNotContain(version, Check().Report, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_mappings_for_one_data_set_are_reported()
    {
        (int code, string report, string error) = Check(node =>
        {
            node["MaxRefusedShare"] = 0.5;
            node["Datasets"]!.AsArray().Add(node["Datasets"]![0]!.DeepClone());
        });
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains("Two mappings are for the data set visits", error, StringComparison.Ordinal);
        Assert.EndsWith("  would not load\n1 of 2 data sets would not load.\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void The_operator_at_the_terminal_is_told_the_columns_of_a_file_that_does_not_fit()
    {
        _folder.Files.Write("visits.csv", "Person,Month,Location,Area,Price\n");
        (int code, _, string error) = Check();
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains("\"Person\", \"Month\", \"Location\", \"Area\", \"Price\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_is_told_to_stop_leaves_no_row_on_the_disk()
    {
        // A pipe that nobody writes to holds the program where it opens its source.
        string source = _folder.Files.Of("visits.csv");
        File.Delete(source);
        await ShellAsync($"mkfifo '{source}'");
        string program = typeof(NodeInspection).Assembly.Location;
        using Process check = Process.Start(new ProcessStartInfo("dotnet", [program, "check", "--config", _folder.Configuration()]) { RedirectStandardOutput = true })!;
        Assert.Equal("mapping.yaml", await check.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        _folder.Files.Write("state/check/spill/rows", Rows);
        _folder.Files.Write("state/check/copies/visits/unfinished/c0", Rows);

        await ShellAsync($"kill -TERM {check.Id}");
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(143, check.ExitCode);
        Assert.Empty(Directory.EnumerateDirectories(_folder.Files.Of("state/check")));
    }

    [Fact]
    public async Task A_node_removes_at_its_start_what_a_killed_check_left_and_not_what_a_running_one_has()
    {
        _folder.Files.Write("visits.csv", Visits.Csv(Visits.RandomRows(1, 20)));
        string rows = _folder.Files.Write("state/check/spill/rows", Rows);
        using (FolderLock.Take(_folder.Files.Of("state/check")))
        {
            await using RunningNode beside = await RunningNode.StartAsync(_folder);
            Assert.True(File.Exists(rows));
        }

        await using RunningNode after = await RunningNode.StartAsync(_folder);
        Assert.Empty(Directory.EnumerateDirectories(_folder.Files.Of("state/check")));
    }

    [Fact]
    public void The_folder_of_a_configuration_stands_for_it()
    {
        _folder.Configuration(node => node["MaxRefusedShare"] = 0.5);
        Assert.Equal(ExitCodes.Success, NodeInspection.Run(["check", "--config", _folder.Files.Path], TextWriter.Null, TextWriter.Null));
    }

    [Fact]
    public void A_check_without_a_configuration_names_the_option()
    {
        var error = new StringWriter();
        Assert.Equal(ExitCodes.Configuration, NodeInspection.Run(["check"], TextWriter.Null, error));
        Assert.Contains("--config", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task ShellAsync(string command)
    {
        using Process shell = Process.Start("/bin/sh", ["-c", command]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public void Keys_that_a_public_table_lacks_are_counted_at_the_level_that_it_is_about()
    {
        JsonNode document = JsonNode.Parse(Visits.Dictionary().Document.Span)!;
        document["publicTables"] = JsonNode.Parse("""
            { "residents": { "title": "Residents", "key": { "name": "place", "codelist": "place" },
                "attributes": [{ "name": "people", "title": "People", "type": "number", "decimals": 0 }],
                "rows": [{ "place": "pub", "people": 10 }, { "place": "street", "people": 20 }] },
              "rents": { "title": "Rents", "key": { "name": "kind", "codelist": "kind" },
                "attributes": [{ "name": "rent", "title": "Rent", "type": "number", "decimals": 0 }],
                "rows": [{ "kind": "public", "rent": 1 }] } }
            """);
        using var folder = new NodeFolder(NodeSubject.Visits with { Dictionary = DataDictionary.Read(Encoding.UTF8.GetBytes(document.ToJsonString())) });
        folder.Files.Write("visits.csv", $"{Visits.Header}\np1,2025-01,Pub,A1,1\np2,2025-01,Home,A1,1\np3,2025-01,Home,A1,1\np4,2025-01,Cinema,A1,1\n");
        var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(ExitCodes.Success, NodeInspection.Run(["check", "--config", folder.Configuration()], output, TextWriter.Null));
        Assert.Matches(@"public table +residents by place: 3 \(75 %\) rows have one of the 2 codes that it lacks", output.ToString());
        Assert.Matches(@"public table +rents by place: 2 \(50 %\) rows have one of the 1 codes that it lacks", output.ToString());
    }

    private (int Code, string Report, string Error) Check(Action<JsonObject>? change = null)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter());
        int code = NodeInspection.Run(["check", "--config", _folder.Configuration(change)], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private string[] Files() => [.. Directory.EnumerateFiles(_folder.Files.Of("state/copies"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}")];
}
