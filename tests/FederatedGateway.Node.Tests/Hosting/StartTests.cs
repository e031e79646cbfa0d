using System.Net;
using System.Text.Json.Nodes;
using FederatedGateway.ServiceDefaults;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedGateway.Node.Tests;

public sealed class StartTests : IDisposable
{
    private readonly NodeFolder _folder = new(Visits.Csv(Visits.RandomRows(1, 20)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_node_on_the_same_folder_does_not_start()
    {
        await using RunningNode first = await RunningNode.StartAsync(_folder);
        Assert.Equal(4, Fails().ExitCode);
    }

    [Fact]
    public async Task Health_is_served()
    {
        await using RunningNode node = await RunningNode.StartAsync(_folder);
        HealthCheckResponse health = await new Health.HealthClient(node.Channel).CheckAsync(
            new HealthCheckRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task The_node_is_ready_while_its_ledger_can_be_written_and_not_after()
    {
        await using RunningNode node = await RunningNode.StartAsync(_folder);
        Assert.Equal(HttpStatusCode.OK, await node.StatusOfAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await node.StatusOfAsync("/health/ready"));
        node.Services.GetRequiredService<BudgetLedger>().Execute("PRAGMA query_only = ON");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await node.StatusOfAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await node.StatusOfAsync("/health/live"));
        HealthCheckResponse health = await new Health.HealthClient(node.Channel).CheckAsync(
            new HealthCheckRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, health.Status);
    }

    [Theory]
    [InlineData("Development", StatusCode.OK)]
    [InlineData("Staging", StatusCode.Unimplemented)]
    [InlineData("Production", StatusCode.Unimplemented)]
    public async Task Services_are_described_in_development_only(string environment, StatusCode expected)
    {
        await using RunningNode node = await RunningNode.StartAsync(_folder, environment: environment);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(node.Channel).ServerReflectionInfo(cancellationToken: TestContext.Current.CancellationToken);
        StatusCode status = StatusCode.OK;
        try
        {
            await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, TestContext.Current.CancellationToken);
            await call.RequestStream.CompleteAsync();
            Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "federatedgateway.node.v1.NodeService");
        }
        catch (RpcException exception)
        {
            status = exception.StatusCode;
        }

        Assert.Equal(expected, status);
    }

    [Fact]
    public void A_secret_that_cannot_be_made_is_named()
    {
        // A folder stands where the draft of the secret goes, as on a disk that takes no file.
        Directory.CreateDirectory(_folder.Files.Of($"state/{NodeSecret.FileName}.new"));
        StartupException error = Fails();
        Assert.Contains(NodeSecret.FileName, error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Configuration, error.ExitCode);
        Assert.False(BudgetLedger.Exists(_folder.Files.Of("state")));
    }

    [Fact]
    public void All_errors_of_the_configuration_are_reported_at_once()
    {
        StartupException error = Fails(node =>
        {
            node["PartyId"] = "";
            node["OfficerKeys"] = new JsonArray("p256:wrong");
            node["QueryTimeout"] = "00:00:00";
            node["MaxRefusedShare"] = 2;
            node["Datasets"]![0]!["Cap"] = new JsonObject { ["Epsilon"] = 0, ["Delta"] = 1 };
        });
        Assert.Equal(2, error.ExitCode);
        foreach (string setting in (string[])["PartyId", "OfficerKeys", "QueryTimeout", "MaxRefusedShare", "Datasets:0:Cap:Epsilon", "Datasets:0:Cap:Delta"])
        {
            Assert.Contains($"Node:{setting} ", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("SigningKey")]
    [InlineData("Dictionary")]
    public void A_missing_file_is_named(string setting)
    {
        StartupException error = Fails(node => node[setting] = "nowhere.file");
        Assert.Contains("nowhere.file", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void Two_mappings_for_one_data_set_are_refused() => Assert.Contains(
        "Two mappings are for the data set visits",
        Fails(node => node["Datasets"]!.AsArray().Add(node["Datasets"]![0]!.DeepClone())).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(BudgetLedger.FileName)]
    [InlineData(NodeSecret.FileName)]
    public async Task A_folder_that_lost_its_ledger_or_secret_does_not_start_afresh(string lost)
    {
        await (await RunningNode.StartAsync(_folder)).DisposeAsync();
        File.Delete(_folder.Files.Of($"state/{lost}"));
        Assert.Contains($"{lost} is missing", Fails().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_whose_ledger_was_cut_to_nothing_does_not_start_afresh()
    {
        await (await RunningNode.StartAsync(_folder)).DisposeAsync();
        File.WriteAllBytes(_folder.Files.Of($"state/{BudgetLedger.FileName}"), []);
        Assert.Contains("is empty", Fails().Message, StringComparison.Ordinal);
    }

    /// <summary>A first start leaves a secret that is not yet kept, and then perhaps a ledger for it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_start_that_was_cut_off_is_finished_by_the_next(bool hadLedger)
    {
        string state = _folder.Files.Of("state");
        Directory.CreateDirectory(state);
        NodeSecret secret = NodeSecret.Draft(state);
        if (hadLedger)
        {
            BudgetLedger.Open(state, secret.Fingerprint, firstStart: true).Dispose();
        }

        await (await RunningNode.StartAsync(_folder)).DisposeAsync();
        Assert.Equal(secret.Fingerprint, NodeSecret.Read(state).Fingerprint);
        Assert.False(NodeSecret.IsDrafted(state));
    }

    [Fact]
    public async Task What_was_left_of_a_node_or_a_check_that_was_killed_is_gone_after_the_next_start()
    {
        await (await RunningNode.StartAsync(_folder)).DisposeAsync();
        string[] left = [.. new[] { "spill/duckdb_temp_block-1.block", "copies/visits/unfinished/c0", "check/copies/visits/unfinished/c0", "check/spill/duckdb_temp_block-1.block" }
            .Select(file => _folder.Files.Write($"state/{file}", "rows"))];
        await using RunningNode node = await RunningNode.StartAsync(_folder);
        Assert.All(left, file => Assert.False(Directory.Exists(Path.GetDirectoryName(file)), file));
        Assert.DoesNotContain(node.Log.Lines, line => line.Contains("copied unit by unit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copies_of_data_sets_that_are_not_served_any_more_are_removed_with_a_line_in_the_log()
    {
        string copy = _folder.Files.Write("state/copies/arrests/hmac-sha256-00/c0", "rows");
        await using RunningNode node = await RunningNode.StartAsync(_folder);
        Assert.False(File.Exists(copy));
        Assert.Single(node.Log.Lines, line => line.Contains("what was left of arrests", StringComparison.Ordinal));
        Assert.Single(Directory.EnumerateFiles(_folder.Files.Of("state/copies"), CopyManifest.FileName, SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Nothing_is_removed_while_another_process_has_the_folder_or_a_check_is_running()
    {
        await using RunningNode first = await RunningNode.StartAsync(_folder);
        string copy = _folder.Files.Write("state/copies/arrests/hmac-sha256-00/c0", "rows");
        Assert.Equal(ExitCodes.FolderInUse, Fails().ExitCode);
        Assert.True(File.Exists(copy));

        using CheckFolder check = CheckFolder.Take(_folder.Files.Of("state"));
        string rows = _folder.Files.Write("state/check/copies/visits/unfinished/c0", "rows");
        CheckFolder.ClearLeft(_folder.Files.Of("state"));
        Assert.True(File.Exists(rows));
    }

    private StartupException Fails(Action<JsonObject>? change = null) =>
        Assert.Throws<StartupException>(() => NodeHost.Build(["--config", _folder.Configuration(change)]));
}
