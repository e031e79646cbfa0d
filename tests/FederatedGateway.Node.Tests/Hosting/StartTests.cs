using System.Text.Json.Nodes;
using FederatedGateway.ServiceDefaults;
using Grpc.Health.V1;

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

    private StartupException Fails(Action<JsonObject>? change = null) =>
        Assert.Throws<StartupException>(() => NodeHost.Build(["--config", _folder.Configuration(change)]));
}
