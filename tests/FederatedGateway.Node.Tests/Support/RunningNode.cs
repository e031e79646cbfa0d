using System.Net;
using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.ServiceDefaults;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FederatedGateway.Node.Tests;

/// <summary>A real node on loopback with mutual TLS, and a client of it.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly HttpClient _http;

    private RunningNode(WebApplication app, NodeFolder folder, CapturedLog log, string client)
    {
        _app = app;
        Log = log;
        TlsIdentity identity = TlsIdentity.Load(new TlsOptions
        {
            Certificate = folder.Files.Of($"{client}.pem"),
            Key = folder.Files.Of($"{client}.tls.key.pem"),
            Authority = folder.Files.Of("authority.pem"),
        });
        _http = new HttpClient(identity.CreateHandler("node")) { BaseAddress = new Uri(app.Urls.Single()) };
        _channel = GrpcChannel.ForAddress(app.Urls.Single(), new GrpcChannelOptions { HttpHandler = identity.CreateHandler("node"), DisposeHttpClient = true });
        Client = new NodeService.NodeServiceClient(_channel);
    }

    public CapturedLog Log { get; }

    public NodeService.NodeServiceClient Client { get; }

    public ChannelBase Channel => _channel;

    public IServiceProvider Services => _app.Services;

    /// <summary>What the sample analyst was charged under the sample agreement in 2025.</summary>
    public PrivacyLoss Spent => Services.GetRequiredService<BudgetLedger>()
        .Spent(new Account("visits", "agreement", NodeFolder.Analyst), CapLevel.Agreement, "2025");

    public static async Task<RunningNode> StartAsync(NodeFolder folder, Action<JsonObject>? change = null, string client = "coordinator", Action<IServiceCollection>? configure = null, string environment = "Development")
    {
        var log = new CapturedLog();
        WebApplication app = NodeHost.Build(["--config", folder.Configuration(change), "--Environment", environment], services =>
        {
            services.AddSingleton<TimeProvider>(folder.Time).AddSingleton<ILoggerProvider>(log).AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace));
            configure?.Invoke(services);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningNode(app, folder, log, client);
    }

    public async Task<AnswerResponse> AnswerAsync(Envelope question) =>
        await Client.AnswerAsync(new AnswerRequest { Question = question.ToWire() }, cancellationToken: TestContext.Current.CancellationToken);

    public async Task<RefusalCode> RefusalOfAsync(Envelope question)
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => AnswerAsync(question));
        return RefusalStatus.FromRpcException(refused)?.Code ?? throw new InvalidOperationException(refused.Status.ToString());
    }

    /// <summary>Asks the node's plain HTTP, such as its health.</summary>
    public async Task<HttpStatusCode> StatusOfAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _channel.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
