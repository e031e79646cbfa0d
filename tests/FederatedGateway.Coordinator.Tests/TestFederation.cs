using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FederatedGateway.Coordinator.Tests;

/// <summary>A coordinator with four stand-in nodes, on real ports with mutual TLS, and the gateway's connection to it.</summary>
internal sealed class TestFederation : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PrivateAuthority _authority = PrivateAuthority.Create("test", TimeProvider.System);
    private readonly Dictionary<string, StandInNode> _nodes;
    private GrpcChannel? _channel;

    private TestFederation() => _nodes = Papers.Agencies.ToDictionary(id => id, id => new StandInNode(id, _authority));

    public FakeTimeProvider Time { get; } = new(Papers.Now);

    public WebApplication Coordinator { get; private set; } = null!;

    public string Folder => _folder.Path;

    public string State => Path.Combine(Folder, "state");

    public StandInNode this[string partyId] => _nodes[partyId];

    public static async Task<TestFederation> StartAsync(Action<TestFederation>? prepare = null, Action<JsonObject>? configure = null)
    {
        var federation = new TestFederation();
        await Task.WhenAll(federation._nodes.Values.Select(node => node.StartAsync()));
        federation.Write(configure);
        prepare?.Invoke(federation);
        await federation.StartCoordinatorAsync();
        return federation;
    }

    /// <summary>The configuration file.</summary>
    public string Config => Path.Combine(Folder, "coordinator.json");

    /// <summary>Calls as the gateway does on behalf of a caller.</summary>
    public CoordinatorService.CoordinatorServiceClient As(string caller) => new(_channel!.Intercept(metadata =>
    {
        metadata.Add(CallerMetadata.Key, caller);
        return metadata;
    }));

    /// <summary>The gateway's connection.</summary>
    public GrpcChannel Channel => _channel!;

    /// <summary>Calls through the gateway's connection without naming a caller.</summary>
    public CoordinatorService.CoordinatorServiceClient AsNobody() => new(_channel!);

    public async Task<string> SubmitAsync(Envelope question, string caller = Papers.Analyst) =>
        (await As(caller).SubmitAsync(new SubmitRequest { Question = question.ToWire() })).QuestionId;

    /// <summary>Submits and watches to the end.</summary>
    public async Task<Answer> AskAsync(string sql = Papers.Sql) => (await WatchAsync(await SubmitAsync(Papers.Ask(sql))))[^1].Answer;

    public async Task<List<WatchResponse>> WatchAsync(string id, string caller = Papers.Analyst)
    {
        using AsyncServerStreamingCall<WatchResponse> call = As(caller).Watch(new WatchRequest { QuestionId = id });
        List<WatchResponse> events = [];
        await foreach (WatchResponse happened in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            events.Add(happened);
        }

        return events;
    }

    /// <summary>Makes every statement of one kind on the register's questions fail, as a full disk would.</summary>
    public void BreakRegister(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(State, "register.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE TRIGGER broken BEFORE {statement} ON questions BEGIN SELECT RAISE(ABORT, 'disk full'); END";
        command.ExecuteNonQuery();
    }

    /// <summary>Stops a node, as if its machine were switched off.</summary>
    public async Task SwitchOffAsync(string partyId) => await _nodes[partyId].DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (Coordinator is not null)
        {
            await Coordinator.DisposeAsync();
        }

        foreach (StandInNode node in _nodes.Values)
        {
            await node.DisposeAsync();
        }

        _authority.Dispose();
        _folder.Dispose();
    }

    private async Task StartCoordinatorAsync()
    {
        Coordinator = CoordinatorHost.Build(["--config", Config], services => services.AddSingleton<TimeProvider>(Time));
        await Coordinator.StartAsync();
        IssuedCertificate gateway = _authority.Issue(["gateway"]);
        _channel = GrpcChannel.ForAddress(Coordinator.Urls.First(), new GrpcChannelOptions
        {
            HttpHandler = TlsIdentity.Load(WriteTls("gateway", gateway)).CreateHandler("coordinator"),
            DisposeHttpClient = true,
        });
    }

    private void Write(Action<JsonObject>? configure)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "agreements"));
        Directory.CreateDirectory(Path.Combine(Folder, "dictionaries"));
        File.WriteAllBytes(Path.Combine(Folder, "agreements", "violence.dsse.json"), Papers.SignedAgreement.ToJson());
        File.WriteAllBytes(Path.Combine(Folder, "dictionaries", "test.json"), Papers.Dictionary.Document.ToArray());
        WriteTls("coordinator", _authority.Issue(["coordinator"]));
        JsonObject configuration = Configuration();
        configure?.Invoke(configuration);
        File.WriteAllText(Config, configuration.ToJsonString());
    }

    private JsonObject Configuration() => new()
    {
        ["Listen"] = "https://127.0.0.1:0",
        ["Logging"] = new JsonObject { ["LogLevel"] = new JsonObject { ["Default"] = "None" } },
        ["Tls"] = new JsonObject
        {
            ["Certificate"] = "coordinator.pem",
            ["Key"] = "coordinator.key.pem",
            ["Authority"] = "ca.pem",
            ["AllowedClients"] = new JsonArray("gateway"),
        },
        [CoordinatorOptions.Section] = new JsonObject
        {
            [nameof(Folder)] = "state",
            ["Agreements"] = "agreements",
            ["Dictionaries"] = "dictionaries",
            ["OfficerKeys"] = JsonSerializer.SerializeToNode(Papers.OfficerKeys),
            ["Nodes"] = JsonSerializer.SerializeToNode(_nodes.Values.Select(node => new Dictionary<string, string>
            {
                ["PartyId"] = node.PartyId,
                ["Address"] = node.Address,
                ["ServerName"] = $"node.{node.PartyId}.test",
            })),
            ["Deadline"] = "00:00:30",
        },
    };

    private TlsOptions WriteTls(string name, IssuedCertificate issued)
    {
        var options = new TlsOptions
        {
            Certificate = Path.Combine(Folder, $"{name}.pem"),
            Key = Path.Combine(Folder, $"{name}.key.pem"),
            Authority = Path.Combine(Folder, "ca.pem"),
        };
        File.WriteAllText(options.Certificate, issued.CertificatePem);
        File.WriteAllText(options.Key, issued.KeyPem);
        File.WriteAllText(options.Authority, _authority.AuthorityPem);
        return options;
    }
}
