using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;
using NodeV1 = FederatedGateway.Protocol.Node.V1;

namespace FederatedGateway.Coordinator.Tests;

public sealed class PreviewTests : IAsyncLifetime
{
    private TestFederation _federation = null!;

    public async ValueTask InitializeAsync() => _federation = await TestFederation.StartAsync();

    public ValueTask DisposeAsync() => _federation.DisposeAsync();

    [Fact]
    public async Task A_preview_says_the_canonical_query_and_what_each_node_said()
    {
        PreviewResponse preview = await PreviewAsync(new PreviewRequest { Sql = "select method, count(distinct person) from violence where month = '2025-01' group by method" });
        CanonicalQuery query = Papers.Query(Papers.Sql);
        Assert.Equal((query.Text, query.Hash), (preview.Query, preview.QueryHash));
        Assert.Equal(Papers.Agencies, preview.Agencies.Select(agency => agency.PartyId));
        Assert.All(preview.Agencies, agency => Assert.Equal(NodeV1.PreviewResponse.Types.Outcome.Permit, agency.Preview.Outcome));
        Assert.Equal((3, "violence-prevention"), (preview.MinimumAgencies, preview.Purpose));
        Assert.Equal(0, _federation["police"].Answers);
    }

    [Fact]
    public async Task The_expected_noise_is_that_of_the_agencies_that_would_permit()
    {
        _federation["police"].OnPreview = (_, _) => Task.FromResult(
            new NodeV1.PreviewResponse { Outcome = NodeV1.PreviewResponse.Types.Outcome.Refuse, Reason = "budget-spent" });
        PreviewResponse preview = await PreviewAsync(new PreviewRequest { Sql = Papers.Sql });
        NoiseDistribution noise = Papers.Demand(Papers.Query(Papers.Sql)).Plans[0].Components[0].Noise;
        Assert.Equal(NoiseInterval.HalfWidth([noise, noise, noise], 0.95m), Assert.Single(preview.Measures).HalfWidth);
    }

    [Fact]
    public async Task A_node_that_cannot_be_asked_has_an_error_and_the_others_a_preview()
    {
        await _federation.SwitchOffAsync("council");
        PreviewResponse preview = await PreviewAsync(new PreviewRequest { Sql = Papers.Sql });
        Assert.Null(preview.Agencies[3].Preview);
        Assert.Contains("could not be reached", preview.Agencies[3].Error, StringComparison.Ordinal);
        Assert.Equal(3, preview.Agencies.Count(agency => agency.Preview is not null));
    }

    [Fact]
    public async Task A_node_that_does_not_answer_in_time_has_an_error()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _federation["council"].OnPreview = async (_, context) =>
        {
            arrived.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(context.CancellationToken);
            return new NodeV1.PreviewResponse();
        };
        Task<PreviewResponse> preview = PreviewAsync(new PreviewRequest { Sql = Papers.Sql });
        await arrived.Task;
        _federation.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("before the deadline", (await preview).Agencies[3].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_makes_the_query_of_its_parameters()
    {
        var template = new NodeV1.TemplateUse { TemplateId = "by-method", Parameters = { ["month"] = "2025-01" } };
        PreviewResponse preview = await PreviewAsync(new PreviewRequest { Template = template });
        Assert.Equal(Papers.Query(Papers.Sql).Text, preview.Query);
    }

    [Fact]
    public async Task An_unknown_template_is_refused_and_the_known_ones_are_named() => Assert.Contains(
        "by-method",
        await Refused.With(RefusalCode.TemplateUnknown, () => PreviewAsync(new PreviewRequest { Template = new NodeV1.TemplateUse { TemplateId = "x" } })),
        StringComparison.Ordinal);

    [Fact]
    public async Task Bad_sql_is_refused_with_the_place_and_what_is_accepted()
    {
        string explanation = await Refused.With(
            RefusalCode.QueryNotUnderstood, () => PreviewAsync(new PreviewRequest { Sql = "SELECT weapon, COUNT(*) FROM violence GROUP BY weapon" }));
        Assert.Contains("weapon", explanation, StringComparison.Ordinal);
        Assert.Contains("method", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_agreement_is_refused() => await Refused.With(
        RefusalCode.AgreementUnknown, () => PreviewAsync(new PreviewRequest { Agreement = "other", Sql = Papers.Sql }));

    [Fact]
    public async Task A_preview_for_another_analyst_is_refused() => await Refused.With(
        RefusalCode.CallerMismatch, () => PreviewAsync(new PreviewRequest { Sql = Papers.Sql }, Papers.OtherAnalyst));

    [Theory]
    [InlineData("")]
    [InlineData("violence")]
    [InlineData("hash")]
    public async Task An_agreement_is_found_by_id_by_hash_and_by_being_the_only_one(string name)
    {
        var request = new GetAgreementRequest { Agreement = name == "hash" ? Papers.Agreement.Hash.ToString() : name };
        GetAgreementResponse found = await _federation.As(Papers.Analyst).GetAgreementAsync(request, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Papers.Agreement.Hash.ToString(), found.AgreementHash);
        Assert.Equal(Papers.Dictionary.Document.ToArray(), found.Dictionary.ToByteArray());
        Assert.Equal(Papers.SignedAgreement.Payload.ToArray(), found.Agreement.Payload.ToByteArray());
    }

    private async Task<PreviewResponse> PreviewAsync(PreviewRequest request, string caller = Papers.Analyst)
    {
        request.AnalystId = Papers.Analyst;
        return await _federation.As(caller).PreviewAsync(request, cancellationToken: TestContext.Current.CancellationToken);
    }
}
