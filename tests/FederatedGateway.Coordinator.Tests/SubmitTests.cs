using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator.Tests;

/// <summary>Mistakes are refused at once: nothing is stored and no node is asked.</summary>
public sealed class SubmitTests : IAsyncLifetime
{
    private TestFederation _federation = null!;

    public async ValueTask InitializeAsync() => _federation = await TestFederation.StartAsync();

    public ValueTask DisposeAsync() => _federation.DisposeAsync();

    [Fact]
    public Task An_unsigned_question_is_refused() => IsRefused(
        RefusalCode.QuestionUnsigned, new Envelope(Question.PayloadType, Papers.Ask().Payload, []));

    [Fact]
    public Task A_question_signed_with_a_strangers_key_is_refused() =>
        IsRefused(RefusalCode.QuestionUnsigned, Papers.Ask(signer: "stranger"));

    [Fact]
    public Task A_question_signed_by_another_analyst_of_the_agreement_is_refused() =>
        IsRefused(RefusalCode.QuestionUnsigned, Papers.Ask(signer: Papers.OtherAnalyst));

    [Fact]
    public Task A_question_altered_after_signing_is_refused()
    {
        Envelope signed = Papers.Ask();
        byte[] payload = signed.Payload.ToArray();
        int place = System.Text.Encoding.UTF8.GetString(payload).IndexOf("2025-01", StringComparison.Ordinal);
        payload[place + 6] = (byte)'2';
        return IsRefused(RefusalCode.QuestionUnsigned, new Envelope(signed.PayloadType, payload, signed.Signatures));
    }

    [Fact]
    public async Task A_question_is_refused_from_its_expiry_on()
    {
        Envelope question = Papers.Ask();
        _federation.Time.Advance(TimeSpan.FromMinutes(10));
        await IsRefused(RefusalCode.QuestionExpired, question);
    }

    [Fact]
    public Task A_question_for_another_purpose_is_refused() =>
        IsRefused(RefusalCode.PurposeMismatch, Papers.Ask(change: question => question with { Purpose = "curiosity" }));

    [Fact]
    public async Task An_unknown_agreement_is_refused_and_the_known_ones_are_named()
    {
        Envelope question = Papers.Ask(change: question => question with { Agreement = Digest.Of("another"u8) });
        Assert.Contains("violence", await IsRefused(RefusalCode.AgreementUnknown, question), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_outside_the_grammar_is_refused_with_the_place_and_what_is_accepted()
    {
        Envelope question = Papers.Ask("SELECT method,\n  MEDIAN(minutes) FROM violence GROUP BY method");
        string explanation = await IsRefused(RefusalCode.QueryNotUnderstood, question);
        Assert.Contains("2", explanation, StringComparison.Ordinal);
        Assert.Contains("COUNT", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_is_not_in_canonical_form_is_refused_with_that_form()
    {
        string canonical = Papers.Query(Papers.Sql).Text;
        Envelope question = Papers.Ask(change: question => question with { Query = canonical + " " });
        Assert.Contains(canonical, await IsRefused(RefusalCode.QueryNotCanonical, question), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_question_outside_the_scope_is_held() =>
        IsRefused(RefusalCode.Held, Papers.Ask("SELECT COUNT(*) FROM violence WHERE minutes > 5"));

    [Fact]
    public async Task A_question_sent_by_another_caller_is_refused()
    {
        await Refused.With(RefusalCode.CallerMismatch, () => _federation.SubmitAsync(Papers.Ask(), Papers.OtherAnalyst));
        await NothingHappened();
    }

    [Fact]
    public async Task A_call_that_names_no_caller_is_refused() => await Refused.With(
        RefusalCode.CallerMismatch, async () => await _federation.AsNobody().ListAsync(new ListRequest()));

    [Fact]
    public async Task An_empty_request_is_refused() => await Refused.With(
        RefusalCode.QuestionMalformed, async () => await _federation.As(Papers.Analyst).SubmitAsync(new SubmitRequest()));

    [Fact]
    public async Task A_question_that_cannot_be_stored_is_not_asked()
    {
        _federation.BreakRegister("INSERT");
        Assert.Contains("no agency was asked by this call", await IsRefused(RefusalCode.Internal, Papers.Ask()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_signed_question_twice_is_one_question_and_asks_each_node_once()
    {
        Envelope question = Papers.Ask();
        string first = await _federation.SubmitAsync(question);
        await _federation.WatchAsync(first);
        Assert.Equal(first, await _federation.SubmitAsync(question));
        Assert.Equal(QuestionState.Complete, (await _federation.WatchAsync(first))[^1].Answer.State);
        Assert.Equal(1, _federation["police"].Answers);
    }

    private async Task<string> IsRefused(RefusalCode code, Envelope question)
    {
        string explanation = await Refused.With(code, () => _federation.SubmitAsync(question));
        await NothingHappened();
        return explanation;
    }

    private async Task NothingHappened()
    {
        Assert.Empty((await _federation.As(Papers.Analyst).ListAsync(new ListRequest())).Questions);
        Assert.All(Papers.Agencies, agency => Assert.Equal(0, _federation[agency].Answers));
    }
}
