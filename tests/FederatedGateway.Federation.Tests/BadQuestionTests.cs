using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using NodeClient = FederatedGateway.Protocol.Node.V1.NodeService.NodeServiceClient;

namespace FederatedGateway.Federation.Tests;

/// <summary>Bad questions, sent through the gateway, and past it with the coordinator's own certificate: the node must not need the coordinator.</summary>
public sealed class BadQuestionTests(CityFederation city)
{
    private const string Sql = "SELECT month, COUNT(*) FROM violence GROUP BY month";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Bad => new()
    {
        { "unsigned", "question-unsigned" },
        { "signed with another key", "question-unsigned" },
        { "altered after signing", "question-unsigned" },
        { "signed as another kind of document", "question-unsigned" },
        { "expired", "question-expired" },
        { "from the future", "question-not-yet-valid" },
        { "valid for a day", "question-lifetime-too-long" },
        { "under an unknown agreement", "agreement-unknown" },
        { "for another purpose", "purpose-mismatch" },
        { "of somebody else", "analyst-unknown" },
        { "not canonical", "query-not-canonical" },
        { "not SQL", "query-not-understood" },
        { "not a question", "question-malformed" },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task A_bad_question_is_refused_at_the_coordinator_and_costs_nothing(string how, string reason)
    {
        using AnalystClient analyst = city.Analyst();
        long before = await SpentAsync(analyst);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => analyst.SubmitAsync(Make(analyst, how), Cancellation));
        Assert.Equal(reason, ReasonOf(refused));
        Assert.Equal(before, await SpentAsync(analyst));
    }

    [Theory, MemberData(nameof(Bad))]
    public async Task A_coordinator_cannot_get_a_bad_question_past_a_node(string how, string reason)
    {
        using AnalystClient analyst = city.Analyst();
        using GrpcChannel channel = Strangers.Channel(city.Federation, "coordinator", "police");
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await new NodeClient(channel).AnswerAsync(
            new Protocol.Node.V1.AnswerRequest { Question = Make(analyst, how).ToWire() }, cancellationToken: Cancellation));
        Assert.Equal(reason, ReasonOf(refused));
    }

    [Fact]
    public async Task A_question_is_answered_once_and_its_replay_is_refused_by_the_node()
    {
        using AnalystClient analyst = city.Analyst();
        Envelope question = analyst.Sign(analyst.QuestionOf("SELECT month, COUNT(*) FROM violence WHERE sex = 'male' GROUP BY month"));
        Answer first = await analyst.SubmitAsync(question, Cancellation);
        Assert.Equal(QuestionState.Complete, first.State);

        using GrpcChannel channel = Strangers.Channel(city.Federation, "coordinator", "police");
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await new NodeClient(channel).AnswerAsync(
            new Protocol.Node.V1.AnswerRequest { Question = question.ToWire() }, cancellationToken: Cancellation));
        Assert.Equal("question-replayed", ReasonOf(refused));
    }

    [Theory]
    [InlineData("SELECT colour, COUNT(*) FROM violence GROUP BY colour", "colour")]
    [InlineData("SELECT month, COUNT(*) FROM violence WHERE method = 'sword' GROUP BY month", "sword")]
    [InlineData("SELECT COUNT(*) FROM violence; SELECT COUNT(*) FROM violence", "")]
    [InlineData("SELECT TOP 5 month, COUNT(*) FROM violence GROUP BY month", "")]
    [InlineData("SELECT COUNT(*) FROM violence AS a JOIN violence AS b ON a.person = b.person", "")]
    [InlineData("DROP TABLE violence", "")]
    public async Task A_query_outside_the_grammar_is_refused_with_its_place(string sql, string named)
    {
        using AnalystClient analyst = city.Analyst();
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await analyst.Coordinator.PreviewAsync(
            new PreviewRequest { Sql = sql, AnalystId = analyst.Id }, cancellationToken: Cancellation));
        Assert.Equal("query-not-understood", ReasonOf(refused));
        Assert.Contains(named, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("Line 1, column", refused.Status.Detail, StringComparison.Ordinal);
    }

    private static Envelope Make(AnalystClient analyst, string how)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Question good = analyst.QuestionOf(Sql);
        switch (how)
        {
            case "unsigned":
                return new Envelope(Question.PayloadType, good.ToCanonicalJson(), []);
            case "signed with another key":
                using (SigningKey other = SigningKey.Generate(KeyAlgorithm.EcdsaP256))
                {
                    return Envelope.Sign(Question.PayloadType, good.ToCanonicalJson(), other);
                }

            case "altered after signing":
                Envelope signed = analyst.Sign(good);
                return new Envelope(Question.PayloadType, (good with { Query = analyst.Canonical("SELECT COUNT(*) FROM violence") }).ToCanonicalJson(), signed.Signatures);
            case "signed as another kind of document":
                Envelope agreementLike = Envelope.Sign(Agreement.PayloadType, good.ToCanonicalJson(), analyst.Key);
                return new Envelope(Question.PayloadType, agreementLike.Payload, agreementLike.Signatures);
            case "not a question":
                return Envelope.Sign(Question.PayloadType, CanonicalJson.Canonicalize(System.Text.Encoding.UTF8.GetBytes($$"""{"agreement":"{{good.Agreement}}","hello":1}""")), analyst.Key);
            default:
                return analyst.Sign(how switch
                {
                    "expired" => good with { IssuedAt = now.AddHours(-1), ExpiresAt = now.AddMinutes(-55) },
                    "from the future" => good with { IssuedAt = now.AddHours(1), ExpiresAt = now.AddHours(1).AddMinutes(5) },
                    "valid for a day" => good with { ExpiresAt = now.AddDays(1) },
                    "under an unknown agreement" => good with { Agreement = Digest.Of("another"u8) },
                    "for another purpose" => good with { Purpose = "marketing" },
                    "of somebody else" => good with { AnalystId = "b.smith" },
                    "not canonical" => good with { Query = Sql.Replace(" ", "  ", StringComparison.Ordinal) },
                    "not SQL" => good with { Query = "please" },
                    _ => throw new ArgumentOutOfRangeException(nameof(how)),
                });
        }
    }

    private static string? ReasonOf(RpcException exception) =>
        RefusalStatus.FromRpcException(exception) is { } refusal ? RefusalCatalogue.Of(refusal.Code).Reason : exception.Status.ToString();

    private static async Task<long> SpentAsync(AnalystClient analyst)
    {
        PreviewResponse preview = await analyst.Coordinator.PreviewAsync(
            new PreviewRequest { Sql = Sql, AnalystId = analyst.Id }, cancellationToken: Cancellation);
        return preview.Agencies.Single(a => a.PartyId == "council").Preview.Budgets.Sum(b => b.SpentNanoRho);
    }
}
