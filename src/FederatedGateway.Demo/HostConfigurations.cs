using System.Text.Json.Nodes;

namespace FederatedGateway.Demo;

/// <summary>Writes the configuration file of each host of a local federation; each method returns the file's path.</summary>
/// <param name="files">Where they go.</param>
/// <param name="plan">What the federation consists of.</param>
/// <param name="options">How it is started.</param>
/// <param name="postgres">The server with the agencies' databases; null where their rows are in files.</param>
internal sealed class HostConfigurations(FederationFolder files, FederationPlan plan, LocalFederationOptions options, PostgresCluster? postgres)
{
    /// <summary>A node's configuration.</summary>
    public string Node(AgencyPlan agency)
    {
        JsonObject configuration = Host(0, "coordinator");
        configuration["Node"] = new JsonObject
        {
            ["PartyId"] = agency.PartyId,
            ["SigningKey"] = "node.key.pem",
            ["Folder"] = "state",
            ["Dictionary"] = "dictionaries/dictionary.json",
            ["Agreements"] = "agreements",
            ["OfficerKeys"] = Texts(files.OfficerKeys()),
            ["Datasets"] = new JsonArray([.. agency.Mappings.Keys.Select(m => new JsonObject
            {
                ["Mapping"] = m,
                ["Cap"] = new JsonObject { ["Epsilon"] = 20, ["Delta"] = 1e-5 },
            })]),
            ["AnswerSlot"] = options.AnswerSlot.ToString("c"),
            ["SettleTime"] = "00:00:00", // The rows were written a moment ago, and are whole.
        };
        if (postgres is not null)
        {
            configuration["Node"]!["Servers"] = new JsonArray(new AgencyDatabase(postgres, agency, files.Of(agency.PartyId)).Server());
        }

        options.ConfigureNode(agency.PartyId, configuration);
        return files.WriteConfiguration(agency.PartyId, "node.json", configuration);
    }

    /// <summary>The coordinator's configuration.</summary>
    public string Coordinator(IReadOnlyDictionary<string, Uri> nodes)
    {
        JsonObject configuration = Host(0, "gateway");
        configuration["Coordinator"] = new JsonObject
        {
            ["Folder"] = "state",
            ["Agreements"] = "agreements",
            ["Dictionaries"] = "dictionaries",
            ["OfficerKeys"] = Texts(files.OfficerKeys()),
            ["Nodes"] = new JsonArray([.. plan.Agencies.Select(a => new JsonObject
            {
                ["PartyId"] = a.PartyId,
                ["Address"] = nodes[a.PartyId].ToString(),
                ["ServerName"] = a.PartyId,
            })]),
            ["Deadline"] = options.Deadline.ToString("c"),
        };
        return files.WriteConfiguration("coordinator", "coordinator.json", configuration);
    }

    /// <summary>The gateway's configuration.</summary>
    public string Gateway(Uri coordinator)
    {
        JsonObject configuration = Host(options.GatewayPort);
        configuration["Gateway"] = new JsonObject
        {
            ["Coordinators"] = new JsonArray(new JsonObject { ["Address"] = coordinator.ToString(), ["ServerName"] = "coordinator" }),
            ["Callers"] = new JsonArray(new JsonObject { ["Name"] = FederationFolder.Analyst, ["Certificate"] = true }),
            ["RequestsPerMinute"] = options.RequestsPerMinute,
        };
        return files.WriteConfiguration("gateway", "gateway.json", configuration);
    }

    /// <summary>The analyst's profile for the CLI.</summary>
    public string Profile(Uri gateway) => files.WriteConfiguration(FederationFolder.Analyst, "fedgate.json", new JsonObject
    {
        ["gateway"] = gateway.ToString(),
        ["serverName"] = "gateway",
        ["authority"] = "authority.pem",
        ["certificate"] = "tls.pem",
        ["key"] = "tls.key.pem",
        ["analyst"] = FederationFolder.Analyst,
        ["signingKey"] = "analyst.key.pem",
        ["agreement"] = plan.Id,
        ["officerKeys"] = Texts(files.OfficerKeys()),
    });

    private static JsonObject Host(int port, params string[] allowedClients) => new()
    {
        ["Listen"] = $"https://127.0.0.1:{port}",
        ["Environment"] = "Development",
        ["Logging"] = new JsonObject { ["LogLevel"] = new JsonObject { ["Default"] = "Warning" } },
        ["Tls"] = new JsonObject
        {
            ["Certificate"] = "tls.pem",
            ["Key"] = "tls.key.pem",
            ["Authority"] = "authority.pem",
            ["AllowedClients"] = Texts(allowedClients),
        },
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);
}
