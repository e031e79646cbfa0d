using FederatedGateway.Privacy;
using System.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FederatedGateway.Node.Tests;

public sealed class AnswerTests : IAsyncLifetime
{
    private const string Sql = "SELECT month, COUNT(*) AS n, COUNT(DISTINCT person) AS u FROM visits GROUP BY month";

    // 3,571 persons with a row in 2025-01, 1,999 in 2025-02, 4 in 2024-12.
    private readonly NodeFolder _folder = new(Rows((3571, "2025-01"), (1999, "2025-02"), (4, "2024-12")));
    private RunningNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_permitted_question_gets_a_signed_noisy_answer_without_small_groups()
    {
        AnswerResponse response = await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        Release release = Read(response);
        Assert.False(response.Remembered);
        Assert.Equal(NodeFolder.Party, release.PartyId);
        Assert.Equal(_folder.Agreement.Hash.ToString(), release.AgreementHash);
        Assert.Equal(Visits.Query(_folder.Dictionary, Sql).Hash, release.QueryHash);
        Assert.Equal(["2024", "2025"], release.Charges.Select(charge => charge.Window));
        Assert.All(release.Charges, charge => Assert.Equal(_folder.Agreement.Privacy.QueryPrice, charge.ToDomain()));
        Assert.Equal(["rows", "units"], release.Components.Select(component => component.Id));
        Assert.Equal(["2025-01", "2025-02"], release.Cells.Select(cell => cell.Key.Single()));

        // 10 standard deviations: false alarms below 1e-6 by far.
        double deviation = Math.Sqrt(release.Components[0].ToDomain()!.Parameter.ToDouble());
        Assert.True(deviation > 1);
        Assert.InRange(release.Cells[0].Values[0], 3571 - (10 * deviation), 3571 + (10 * deviation));
    }

    [Fact]
    public async Task The_same_question_again_is_remembered_byte_for_byte_and_free()
    {
        AnswerResponse first = await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        AnswerResponse second = await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        Assert.True(second.Remembered);
        Assert.Equal(first.Release, second.Release);
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, _node.Spent);

        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(_folder);
        AnswerResponse third = await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        Assert.True(third.Remembered);
        Assert.Equal(first.Release, third.Release);
    }

    [Fact]
    public async Task Identical_questions_that_come_together_are_charged_once()
    {
        AnswerResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)))));
        Assert.Single(answers, answer => !answer.Remembered);
        Assert.Single(answers.Select(answer => answer.Release).Distinct());
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, _node.Spent);
    }

    [Fact]
    public async Task A_spent_budget_refuses_without_a_charge_and_remembers_still()
    {
        int answered = 0;
        RefusalCode? refusal = null;
        while (refusal is null && answered < 30)
        {
            try
            {
                await _node.AnswerAsync(_folder.Sign(_folder.Ask($"SELECT COUNT(*) AS n FROM visits WHERE area <> '{"ABC"[answered / 10]}{answered % 10}'")));
                answered++;
            }
            catch (RpcException exception)
            {
                refusal = RefusalStatus.FromRpcException(exception)?.Code;
            }
        }

        Assert.Equal(RefusalCode.BudgetSpent, refusal);
        Assert.True(answered > 1);
        Assert.True(_node.Spent.FitsWithin(_folder.Agreement.Privacy.Cap));
        Assert.True((await _node.AnswerAsync(_folder.Sign(_folder.Ask("SELECT COUNT(*) AS n FROM visits WHERE area <> 'A0'")))).Remembered);
        PreviewResponse preview = await PreviewAsync("SELECT COUNT(*) AS n FROM visits WHERE place = 'home'");
        Assert.Equal(PreviewResponse.Types.Outcome.Refuse, preview.Outcome);
        Assert.Equal("budget-spent", preview.Reason);
    }

    [Fact]
    public async Task A_question_that_is_not_the_analysts_own_words_is_refused_and_costs_nothing()
    {
        Question question = _folder.Ask(Sql);
        Envelope signed = _folder.Sign(question);
        byte[] altered = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(signed.Payload.Span).Replace("COUNT(*), ", "", StringComparison.Ordinal));
        var unsigned = new Envelope(signed.PayloadType, signed.Payload, [new EnvelopeSignature(signed.Signatures[0].KeyId, new byte[64])]);
        using SigningKey stranger = SigningKey.Generate(KeyAlgorithm.EcdsaP256);

        Assert.Equal(RefusalCode.QuestionUnsigned, await _node.RefusalOfAsync(unsigned));
        Assert.Equal(RefusalCode.QuestionUnsigned, await _node.RefusalOfAsync(new Envelope(signed.PayloadType, signed.Payload, [])));
        Assert.Equal(RefusalCode.QuestionUnsigned, await _node.RefusalOfAsync(new Envelope(signed.PayloadType, altered, signed.Signatures)));
        Assert.Equal(RefusalCode.QuestionUnsigned, await _node.RefusalOfAsync(Envelope.Sign(Question.PayloadType, question.ToCanonicalJson(), stranger)));
        Assert.Equal(RefusalCode.QuestionUnsigned, await _node.RefusalOfAsync(Envelope.Sign(Question.PayloadType, question.ToCanonicalJson(), _folder.OtherAnalystKey)));
        Assert.Equal(RefusalCode.AnalystUnknown, await _node.RefusalOfAsync(_folder.Sign(question with { AnalystId = "c.nobody" })));
        Assert.Equal(RefusalCode.QuestionMalformed, await _node.RefusalOfAsync(Envelope.Sign(Question.PayloadType, "{}"u8.ToArray(), _folder.AnalystKey)));
        Assert.Equal(default, _node.Spent);
    }

    [Fact]
    public async Task A_question_out_of_its_time_is_refused()
    {
        Question question = _folder.Ask(Sql);
        DateTimeOffset now = _folder.Time.GetUtcNow();
        Assert.Equal(RefusalCode.QuestionExpired, await _node.RefusalOfAsync(_folder.Sign(question with { IssuedAt = now.AddMinutes(-9), ExpiresAt = now.AddMinutes(-4) })));
        Assert.Equal(RefusalCode.QuestionNotYetValid, await _node.RefusalOfAsync(_folder.Sign(question with { IssuedAt = now.AddMinutes(5), ExpiresAt = now.AddMinutes(9) })));
        Assert.Equal(default, _node.Spent);
    }

    [Fact]
    public async Task A_question_is_answered_once_even_after_a_restart()
    {
        Envelope fresh = _folder.Sign(_folder.Ask(Sql));
        Envelope remembered = _folder.Sign(_folder.Ask(Sql));
        await _node.AnswerAsync(fresh);
        await _node.AnswerAsync(remembered);
        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(_folder);
        Assert.Equal(RefusalCode.QuestionReplayed, await _node.RefusalOfAsync(fresh));
        Assert.Equal(RefusalCode.QuestionReplayed, await _node.RefusalOfAsync(remembered));
    }

    [Fact]
    public async Task The_agreement_decides()
    {
        Question question = _folder.Ask(Sql);
        Assert.Equal(RefusalCode.PurposeMismatch, await _node.RefusalOfAsync(_folder.Sign(question with { Purpose = "curiosity" })));
        Assert.Equal(RefusalCode.AgreementUnknown, await _node.RefusalOfAsync(_folder.Sign(question with { Agreement = Digest.Of("other"u8) })));
        Assert.Equal(RefusalCode.QueryNotCanonical, await _node.RefusalOfAsync(_folder.Sign(question with { Query = Sql })));
        Assert.Equal(RefusalCode.QueryNotUnderstood, await _node.RefusalOfAsync(_folder.Sign(question with { Query = "DROP TABLE visits" })));
        Assert.Equal(default, _node.Spent);
    }

    [Fact]
    public async Task An_agreement_edited_after_signing_or_for_another_key_is_left_out()
    {
        using SigningKey other = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        Agreement edited = _folder.AddAgreement("edited", edit: bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\"k\":10", "\"k\":1", StringComparison.Ordinal)));
        Agreement foreign = _folder.AddAgreement("foreign", nodeKey: other.PublicKey.ToString());
        _folder.Files.Write("agreements/garbage.dsse.json", "{}");
        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(_folder);

        DescribeResponse description = await _node.Client.DescribeAsync(new DescribeRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([_folder.Agreement.Hash.ToString()], description.AgreementHashes);
        Assert.Equal(3, _node.Log.Lines.Count(line => line.Contains("is left out", StringComparison.Ordinal)));
        Assert.Equal(RefusalCode.AgreementSignatureMissing, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(Sql, edited))));
        Assert.Equal(RefusalCode.PartyNotInAgreement, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(Sql, foreign))));
    }

    [Fact]
    public async Task An_agreement_that_a_later_version_replaces_is_no_longer_obeyed()
    {
        Agreement replaced = _folder.Agreement;
        Agreement next = _folder.AddAgreement("agreement", version: 2, supersedes: replaced.Hash, file: "next");
        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(_folder);

        DescribeResponse description = await _node.Client.DescribeAsync(new DescribeRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([next.Hash.ToString()], description.AgreementHashes);
        Assert.Equal(RefusalCode.AgreementNotInForce, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(Sql, replaced))));
        Assert.False((await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql, next)))).Remembered);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_answers_nothing_and_charges_nothing()
    {
        BudgetLedger ledger = _node.Services.GetRequiredService<BudgetLedger>();
        ledger.Execute("PRAGMA query_only = ON");
        Assert.Equal(RefusalCode.LedgerUnavailable, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(Sql))));
        ledger.Execute("PRAGMA query_only = OFF");
        Assert.Equal(default, _node.Spent);
        Assert.False((await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)))).Remembered);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_recorded_does_not_leave_and_its_charge_and_nonce_stand()
    {
        BudgetLedger ledger = _node.Services.GetRequiredService<BudgetLedger>();
        ledger.Execute("CREATE TRIGGER full BEFORE INSERT ON releases BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        Envelope question = _folder.Sign(_folder.Ask(Sql));
        Assert.Equal(RefusalCode.LedgerUnavailable, await _node.RefusalOfAsync(question));
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, _node.Spent);
        Assert.Equal(RefusalCode.QuestionReplayed, await _node.RefusalOfAsync(question));

        // The noise of the answer that was lost was seen by nobody, but no charge is ever taken back: asking again is a new question.
        ledger.Execute("DROP TRIGGER full");
        Assert.False((await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)))).Remembered);
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice + _folder.Agreement.Privacy.QueryPrice, _node.Spent);
        Assert.True((await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)))).Remembered);
    }

    [Fact]
    public async Task A_query_that_runs_out_of_time_is_refused_and_its_charge_stands()
    {
        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(
            _folder, configure: services => services.AddSingleton(new AnswerTiming(_folder.Time, TimeSpan.Zero, queryLimit: TimeSpan.Zero)));
        Assert.Equal(RefusalCode.QueryTimeout, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(Sql))));
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, _node.Spent);
    }

    [Fact]
    public async Task A_data_engine_that_fails_is_an_unavailable_source_and_the_charge_stands()
    {
        foreach (string file in Directory.EnumerateFiles(_folder.Files.Of("state/copies"), "*", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(file, []);
        }

        Assert.Equal(RefusalCode.SourceUnavailable, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(Sql))));
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, _node.Spent);
        Assert.DoesNotContain(_node.Log.Lines, line => line.Contains("cut off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Source_files_that_disappear_leave_a_running_node_as_it_was()
    {
        await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        File.Delete(_folder.Files.Of("visits.csv"));
        Assert.False((await _node.AnswerAsync(_folder.Sign(_folder.Ask("SELECT COUNT(*) AS n FROM visits")))).Remembered);
        Assert.True((await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)))).Remembered);
    }

    [Fact]
    public async Task A_node_whose_copy_was_lost_stays_up_refuses_at_a_price_and_remembers_what_it_answered()
    {
        await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        foreach (string file in Directory.EnumerateFiles(_folder.Files.Of("state/copies"), "*", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(file, []);
        }

        Assert.Equal(RefusalCode.SourceUnavailable, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask("SELECT COUNT(*) AS n FROM visits"))));
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice + _folder.Agreement.Privacy.QueryPrice, _node.Spent);
        Assert.True((await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)))).Remembered);
    }

    [Fact]
    public async Task A_fresh_answer_leaves_at_the_next_slot()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, 10, TimeSpan.Zero));
        Task slot = new AnswerTiming(time, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)).NextSlotAsync();
        time.Advance(TimeSpan.FromMilliseconds(39));
        Assert.False(slot.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await slot;
    }

    [Fact]
    public async Task A_preview_tells_the_price_the_noise_and_what_is_left_and_charges_nothing()
    {
        PreviewResponse preview = await PreviewAsync(Sql);
        Assert.Equal(PreviewResponse.Types.Outcome.Permit, preview.Outcome);
        Assert.False(preview.Remembered);
        Assert.Equal(2, preview.Charges.Count);
        Assert.Equal(6, preview.Budgets.Count);
        Assert.All(preview.Budgets, budget => Assert.True(budget.QuestionsLeft > 0 && budget.SpentNanoRho == 0));
        Assert.Equal(10, preview.KRules[0].K);
        Assert.Equal(2, preview.Components.Count);
        Assert.Equal(default, _node.Spent);

        await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        PreviewResponse again = await PreviewAsync(Sql);
        Assert.True(again.Remembered);
        Assert.Equal(preview.Budgets[0].QuestionsLeft - 1, again.Budgets[0].QuestionsLeft);
    }

    [Fact]
    public async Task Nothing_of_the_rows_or_the_answer_is_logged()
    {
        Release release = Read(await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql))));
        Assert.NotEmpty(_node.Log.Lines);
        string log = string.Join('\n', _node.Log.Lines);
        foreach (long figure in release.Cells.SelectMany(cell => cell.Values).Concat([3571, 1999]))
        {
            Assert.DoesNotMatch($"\\b{figure}\\b", log);
        }
    }

    [Fact]
    public async Task A_client_that_is_not_the_coordinator_is_not_served()
    {
        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(_folder, client: "stranger");
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql))));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    private async Task<PreviewResponse> PreviewAsync(string sql) => await _node.Client.PreviewAsync(
        new PreviewRequest
        {
            AgreementHash = _folder.Agreement.Hash.ToString(),
            Query = Visits.Query(_folder.Dictionary, sql).Text,
            AnalystId = NodeFolder.Analyst,
            Purpose = "violence-prevention",
        },
        cancellationToken: TestContext.Current.CancellationToken);

    private Release Read(AnswerResponse response)
    {
        VerifiedEnvelope? verified = response.Release.ToDomain()?.Verify(ReleaseDocument.PayloadType, [_folder.NodeKey]);
        Assert.NotNull(verified);
        return Release.Parser.ParseFrom(verified.Payload.Span);
    }

    private static string Rows(params (int Count, string Month)[] groups)
    {
        int person = 0;
        return Visits.Csv(groups.SelectMany(group => Enumerable.Range(0, group.Count)
            .Select(_ => new VisitRow($"p{person++}", group.Month, "pub", "A1", 100 * (person % 90)))));
    }
}
