using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FederatedGateway.Coordinator.Tests;

/// <summary>An agency's node on a real port with TLS, which does what a test tells it.</summary>
internal sealed class StandInNode : NodeService.NodeServiceBase, IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _answers;

    public StandInNode(string partyId, PrivateAuthority authority)
    {
        PartyId = partyId;
        OnAnswer = (request, _) => Task.FromResult(Releases.Honest(PartyId, QueryOf(request), Cells).Answer());
        OnPreview = (_, _) => Task.FromResult(new PreviewResponse { Outcome = PreviewResponse.Types.Outcome.Permit });
        _app = Build(authority.Issue([$"node.{partyId}.test"]));
    }

    public string PartyId { get; }

    /// <summary>What the node lets go of, unless <see cref="OnAnswer"/> is replaced.</summary>
    public IReadOnlyList<Cell> Cells { get; set; } = [Releases.Cell(["fist"], 40), Releases.Cell(["sharp"], 20)];

    public Func<AnswerRequest, ServerCallContext, Task<AnswerResponse>> OnAnswer { get; set; }

    public Func<PreviewRequest, ServerCallContext, Task<PreviewResponse>> OnPreview { get; set; }

    /// <summary>How often it was asked for an answer.</summary>
    public int Answers => _answers;

    public string Address => _app.Urls.First();

    public static CanonicalQuery QueryOf(AnswerRequest request)
    {
        using var question = JsonDocument.Parse(request.Question.Payload.Memory);
        return Papers.Query(question.RootElement.GetProperty("query").GetString()!);
    }

    public Task StartAsync() => _app.StartAsync();

    /// <summary>Answers only when the test lets it, or when the caller gives up.</summary>
    public Gate Hold()
    {
        var gate = new Gate();
        var honest = OnAnswer;
        OnAnswer = async (request, context) =>
        {
            gate.Arrived.TrySetResult();
            await gate.Released.Task.WaitAsync(context.CancellationToken);
            return await honest(request, context);
        };
        return gate;
    }

    public override Task<AnswerResponse> Answer(AnswerRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref _answers);
        return OnAnswer(request, context);
    }

    public override Task<PreviewResponse> Preview(PreviewRequest request, ServerCallContext context) => OnPreview(request, context);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private WebApplication Build(IssuedCertificate issued)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = X509Certificate2.CreateFromPem(issued.CertificatePem, issued.KeyPem);
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (certificate, _, _) => certificate.MatchesHostname("coordinator");
            });
        }));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        WebApplication app = builder.Build();
        app.MapGrpcService<StandInNode>();
        return app;
    }

    internal sealed class Gate
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
