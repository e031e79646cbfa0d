using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;
using Grpc.Core;
using Grpc.Net.Client;

namespace FederatedGateway.Testing;

/// <summary>An analyst at the wire: signs questions, well or badly, and sends them through the gateway.</summary>
public sealed class AnalystClient : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly string folder;

    private AnalystClient(string folder, JsonObject profile)
    {
        this.folder = folder;
        Id = (string)profile["analyst"]!;
        Key = SigningKey.ImportPem(File.ReadAllText(PathOf(profile, "signingKey")));
        channel = GrpcChannel.ForAddress((string)profile["gateway"]!, new GrpcChannelOptions { HttpHandler = Handler(profile), DisposeHttpClient = true, MaxReceiveMessageSize = 64 << 20 });
        Coordinator = new CoordinatorService.CoordinatorServiceClient(channel);
        GetAgreementResponse response = Coordinator.GetAgreement(new GetAgreementRequest { Agreement = (string)profile["agreement"]! });
        Agreement = AgreementReader.ReadDraft(response.Agreement.ToDomain()!.Payload);
        Dictionary = DataDictionary.Read(response.Dictionary.Memory);
    }

    /// <summary>The analyst's id.</summary>
    public string Id { get; }

    /// <summary>The analyst's signing key.</summary>
    public SigningKey Key { get; }

    /// <summary>The coordinator, through the gateway.</summary>
    public CoordinatorService.CoordinatorServiceClient Coordinator { get; }

    /// <summary>The agreement of the profile.</summary>
    public Agreement Agreement { get; }

    /// <summary>The agreement's dictionary.</summary>
    public DataDictionary Dictionary { get; }

    /// <summary>Connects with a profile file of the CLI.</summary>
    public static AnalystClient Open(string profile) =>
        new(Path.GetDirectoryName(profile)!, JsonNode.Parse(File.ReadAllText(profile))!.AsObject());

    /// <summary>The canonical text of a query.</summary>
    public string Canonical(string sql)
    {
        QueryReading reading = SqlReader.Read(sql, Dictionary);
        return reading.Query?.Text ?? throw new ArgumentException(reading.Error!.ToString(), nameof(sql));
    }

    /// <summary>A question as an honest analyst makes it.</summary>
    public Question QuestionOf(string sql, DateTimeOffset? issuedAt = null) => new()
    {
        Query = Canonical(sql),
        Agreement = Agreement.Hash,
        AnalystId = Id,
        Purpose = Agreement.Purpose.Code,
        IssuedAt = issuedAt ?? TimeProvider.System.GetUtcNow(),
        ExpiresAt = (issuedAt ?? TimeProvider.System.GetUtcNow()).AddMinutes(5),
        Nonce = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Question.NonceBytes)),
    };

    /// <summary>Signs a question.</summary>
    public Envelope Sign(Question question) => Envelope.Sign(Question.PayloadType, question.ToCanonicalJson(), Key);

    /// <summary>Signs, submits and waits for the answer.</summary>
    public Task<Answer> AskAsync(string sql, CancellationToken cancellation) => SubmitAsync(Sign(QuestionOf(sql)), cancellation);

    /// <summary>Submits an envelope as it is and waits for the answer.</summary>
    public async Task<Answer> SubmitAsync(Envelope question, CancellationToken cancellation)
    {
        SubmitResponse submitted = await Coordinator.SubmitAsync(new SubmitRequest { Question = question.ToWire() }, cancellationToken: cancellation);
        using AsyncServerStreamingCall<WatchResponse> watch =
            Coordinator.Watch(new WatchRequest { QuestionId = submitted.QuestionId }, cancellationToken: cancellation);
        await foreach (WatchResponse message in watch.ResponseStream.ReadAllAsync(cancellation))
        {
            if (message.EventCase == WatchResponse.EventOneofCase.Answer)
            {
                return message.Answer;
            }
        }

        throw new InvalidOperationException("The stream ended without an answer.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        channel.Dispose();
        Key.Dispose();
    }

    private string PathOf(JsonObject profile, string member) => Path.Combine(folder, (string)profile[member]!);

    private SocketsHttpHandler Handler(JsonObject profile)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(PathOf(profile, "authority"));
        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.AddRange(authority);
        return new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = chain,
                ClientCertificates = [X509Certificate2.CreateFromPemFile(PathOf(profile, "certificate"), PathOf(profile, "key"))],
            },
        };
    }
}
