using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using FederatedGateway.Agreements;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wire = FederatedGateway.Protocol.Wire;

namespace FederatedGateway.Cli.Tests;

/// <summary>A coordinator behind real TLS on loopback, which does what a test tells it.</summary>
internal sealed class TestGateway : CoordinatorService.CoordinatorServiceBase, IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TestAuthority authority = new("test authority");

    private TestGateway(string certificateName)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(options => options.EnableDetailedErrors = true);
        builder.Services.AddSingleton(this);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = authority.Issue(certificateName);
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        app = builder.Build();
        app.MapGrpcService<TestGateway>();
    }

    internal Uri Address => new(app.Urls.Single());

    internal GetAgreementResponse Agreement { get; set; } = World.AgreementResponse();

    internal Answer Answer { get; set; } = Answering.Answer("police", "hospital", "ambulance");

    internal Func<Exception?> OnSubmit { get; set; } = () => null;

    /// <summary>Whether the stream ends without an answer, so that Get must do.</summary>
    internal bool BreakStream { get; set; }

    /// <summary>Completes never if the answer never comes.</summary>
    internal TaskCompletionSource? Hold { get; set; }

    internal List<Question> Questions { get; } = [];

    internal List<string?> Tokens { get; } = [];

    internal List<string?> ClientNames { get; } = [];

    internal TaskCompletionSource Watched { get; } = new();

    internal static async Task<TestGateway> StartAsync(string certificateName = "gateway.test")
    {
        var gateway = new TestGateway(certificateName);
        await gateway.app.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    /// <summary>Writes a profile and everything it names.</summary>
    internal string WriteProfile(TemporaryFolder folder, Action<Dictionary<string, object?>>? change = null)
    {
        using var client = authority.Issue("a.jones");
        folder.Write("ca.pem", authority.Pem);
        folder.Write("tls.pem", client.ExportCertificatePem());
        folder.Write("tls.key.pem", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        folder.Write("analyst.key.pem", World.Analyst.ExportPem());
        folder.Write("stranger.key.pem", World.Stranger.ExportPem());
        folder.Write("other-ca.pem", new TestAuthority("somebody else").Pem);
        var profile = new Dictionary<string, object?>
        {
            ["gateway"] = Address.ToString(),
            ["serverName"] = "gateway.test",
            ["authority"] = "ca.pem",
            ["certificate"] = "tls.pem",
            ["key"] = "tls.key.pem",
            ["token"] = null,
            ["analyst"] = "a.jones",
            ["signingKey"] = "analyst.key.pem",
            ["agreement"] = "sample",
            ["officerKeys"] = World.OfficerKeys.Select(key => key.ToString()).ToArray(),
        };
        change?.Invoke(profile);
        return folder.Write("fedgate.json", JsonSerializer.Serialize(profile));
    }

    public override Task<GetAgreementResponse> GetAgreement(GetAgreementRequest request, ServerCallContext context)
    {
        Tokens.Add(context.RequestHeaders.GetValue("authorization"));
        ClientNames.Add(context.GetHttpContext().Connection.ClientCertificate?.GetNameInfo(X509NameType.DnsName, forIssuer: false));
        return Task.FromResult(Agreement);
    }

    public override Task<PreviewResponse> Preview(PreviewRequest request, ServerCallContext context) => Task.FromResult(Answering.Preview());

    public override Task<SubmitResponse> Submit(SubmitRequest request, ServerCallContext context)
    {
        if (OnSubmit() is { } refused)
        {
            throw refused;
        }

        var opened = Question.Open(Wire.ToDomain(request.Question)!, World.Agreement, TimeProvider.System.GetUtcNow());
        Questions.Add(opened.Question ?? throw new RpcException(new Status(StatusCode.InvalidArgument, opened.Refusal!.Explanation)));
        return Task.FromResult(new SubmitResponse { QuestionId = Answer.QuestionId });
    }

    public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> stream, ServerCallContext context)
    {
        Watched.TrySetResult();
        if (Hold is { } hold)
        {
            await hold.Task.WaitAsync(context.CancellationToken);
        }

        if (BreakStream)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the stream broke"));
        }

        foreach (var agency in Answer.Agencies)
        {
            await stream.WriteAsync(new WatchResponse { Agency = agency }, context.CancellationToken);
        }

        await stream.WriteAsync(new WatchResponse { Answer = Answer }, context.CancellationToken);
    }

    public override Task<GetResponse> Get(GetRequest request, ServerCallContext context) =>
        request.QuestionId == Answer.QuestionId
            ? Task.FromResult(new GetResponse { Question = Summary(), Answer = Answer })
            : throw Protocol.RefusalStatus.ToRpcException(Refusal.Of(RefusalCode.QuestionUnknown));

    public override Task<ListResponse> List(ListRequest request, ServerCallContext context) =>
        Task.FromResult(new ListResponse { Questions = { Summary() } });

    internal Task StopAsync() => app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        authority.Dispose();
    }

    private QuestionSummary Summary() => new()
    {
        QuestionId = Answer.QuestionId,
        Query = Answer.Query,
        AgreementHash = Answer.AgreementHash,
        AnalystId = "a.jones",
        SubmittedAt = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = 1_767_225_600 },
        State = Answer.State,
    };
}
