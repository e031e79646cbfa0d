using FederatedGateway.Privacy;
using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using State = FederatedGateway.Protocol.Coordinator.V1.AgencyOutcome.Types.State;

namespace FederatedGateway.Coordinator.Tests;

/// <summary>Answers over real gRPC and mutual TLS, with nodes that behave and nodes that do not.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private TestFederation _federation = null!;

    public async ValueTask InitializeAsync() => _federation = await TestFederation.StartAsync();

    public ValueTask DisposeAsync() => _federation.DisposeAsync();

    [Fact]
    public async Task Four_agencies_that_answer_make_a_complete_answer()
    {
        Answer answer = await _federation.AskAsync();
        Assert.Equal(QuestionState.Complete, answer.State);
        Assert.Equal(Papers.Agencies, answer.Agencies.Select(agency => agency.PartyId));
        Assert.All(answer.Agencies, agency => Assert.Equal(State.Answered, agency.State));
        Assert.Equal(["method"], answer.Dimensions);
        Assert.Equal(950, answer.ConfidencePermille);
        Assert.Equal(160, CellOf(answer, "fist").Values[0].Value);
        Assert.Equal(Papers.Agencies, CellOf(answer, "fist").GivenBy);
        Assert.Equal(CombinedCell.Types.Status.Withheld, CellOf(answer, "blunt").Status);
    }

    [Fact]
    public async Task Each_agencys_signed_release_and_charges_come_with_the_answer()
    {
        Answer answer = await _federation.AskAsync();
        Assert.All(answer.Agencies, agency =>
        {
            Assert.NotNull(agency.Release.ToDomain()!.Verify(ReleaseDocument.PayloadType, [Papers.Agreement.FindParty(agency.PartyId)!.NodeKey!]));
            Assert.Equal("2025", Assert.Single(agency.Charges).Window);
            Assert.Equal(2, agency.Cells);
        });
    }

    /// <summary>The nodes that do not answer as they should, and what becomes of them.</summary>
    [Theory]
    [InlineData("refuse", State.Refused, "budget-spent")]
    [InlineData("die", State.Invalid, "node-answer-invalid")]
    [InlineData("garbage", State.Invalid, "node-answer-invalid")]
    [InlineData("garbage details", State.Invalid, "node-answer-invalid")]
    [InlineData("nothing", State.Invalid, "node-answer-invalid")]
    [InlineData("wrong signature", State.Invalid, "node-answer-invalid")]
    [InlineData("wrong query", State.Invalid, "node-answer-invalid")]
    [InlineData("duplicate cells", State.Invalid, "node-answer-invalid")]
    [InlineData("altered variance", State.Invalid, "node-answer-invalid")]
    public async Task One_agency_that_does_not_answer_well_is_named_and_left_out(string behaviour, State state, string reason)
    {
        _federation["hospital"].OnAnswer = Misbehave(behaviour);
        Answer answer = await _federation.AskAsync();
        Assert.Equal(QuestionState.Partial, answer.State);
        AgencyOutcome outcome = OutcomeOf(answer, "hospital");
        Assert.Equal((state, reason), (outcome.State, outcome.Reason));
        Assert.NotEmpty(outcome.Explanation);
        Assert.DoesNotContain("secret", outcome.Explanation, StringComparison.Ordinal);
        Assert.Null(outcome.Release);
        Assert.Equal(120, CellOf(answer, "fist").Values[0].Value);
        Assert.Equal(["police", "ambulance", "council"], CellOf(answer, "fist").GivenBy);
    }

    [Fact]
    public async Task An_agency_that_is_switched_off_is_unreachable()
    {
        await _federation.SwitchOffAsync("council");
        Answer answer = await _federation.AskAsync();
        Assert.Equal(QuestionState.Partial, answer.State);
        Assert.Equal((State.Unreachable, "node-unreachable"), (OutcomeOf(answer, "council").State, OutcomeOf(answer, "council").Reason));
    }

    [Fact]
    public async Task An_agency_that_does_not_answer_before_the_deadline_is_late()
    {
        StandInNode.Gate gate = _federation["ambulance"].Hold();
        string id = await _federation.SubmitAsync(Papers.Ask());
        await gate.Arrived.Task;
        await OthersAnsweredAsync(id);
        _federation.Time.Advance(TimeSpan.FromSeconds(30));
        Answer answer = (await _federation.WatchAsync(id))[^1].Answer;
        Assert.Equal(QuestionState.Partial, answer.State);
        AgencyOutcome late = OutcomeOf(answer, "ambulance");
        Assert.Equal((State.Late, "node-late", 30_000_000L), (late.State, late.Reason, late.ElapsedMicroseconds));
    }

    [Fact]
    public async Task Fewer_answers_than_the_agreement_asks_for_show_no_cell_and_no_release()
    {
        _federation["police"].OnAnswer = Misbehave("refuse");
        _federation["council"].OnAnswer = Misbehave("refuse");
        List<WatchResponse> events = await _federation.WatchAsync(await _federation.SubmitAsync(Papers.Ask()));
        Answer answer = events[^1].Answer;
        Assert.Equal(QuestionState.TooFew, answer.State);
        Assert.Equal(3, answer.MinimumAgencies);
        Assert.Empty(answer.Cells);
        Assert.All(answer.Agencies, agency => Assert.Null(agency.Release));
        Assert.All(events[..^1], happened => Assert.Null(happened.Agency.Release));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_stored_still_reaches_its_analyst()
    {
        _federation.BreakRegister("UPDATE");
        string id = await _federation.SubmitAsync(Papers.Ask());
        Answer answer = (await _federation.WatchAsync(id))[^1].Answer;
        Assert.Equal(QuestionState.Complete, answer.State);
        Assert.Equal(answer, (await GetAsync(id)).Answer);
    }

    [Fact]
    public async Task A_cell_that_one_agency_withholds_is_a_part()
    {
        _federation["police"].Cells = [Releases.Cell(["fist"], 40)];
        Answer answer = await _federation.AskAsync();
        Assert.Equal(QuestionState.Complete, answer.State);
        CombinedCell part = CellOf(answer, "sharp");
        Assert.Equal(CombinedCell.Types.Status.Part, part.Status);
        Assert.Equal(["hospital", "ambulance", "council"], part.GivenBy);
        Assert.Equal(60, part.Values[0].Value);
    }

    [Fact]
    public async Task Averages_and_sums_come_with_their_decimals()
    {
        foreach (string agency in Papers.Agencies)
        {
            _federation[agency].Cells = [Releases.Cell([], 10_000, 4_500_000, -6_000_000)];
        }

        Answer answer = await _federation.AskAsync("SELECT COUNT(*), SUM(minutes), AVG(minutes) FROM violence");
        Dictionary<string, CombinedValue> values = answer.Measures.Zip(Assert.Single(answer.Cells).Values)
            .ToDictionary(pair => pair.First.Name, pair => pair.Second);
        Assert.Equal(40_000, values["count"].Value);
        Assert.Equal(18_000_000, values["sum_minutes"].Value);
        Assert.Equal(30_000, values["avg_minutes"].Value);
        Assert.True(values["avg_minutes"].Lower < 30_000 && values["avg_minutes"].Upper > 30_000);
    }

    [Fact]
    public async Task A_remembered_answer_is_said_to_be_remembered()
    {
        _federation["police"].OnAnswer = (request, _) =>
        {
            AnswerResponse response = Releases.Honest("police", StandInNode.QueryOf(request)).Answer();
            response.Remembered = true;
            return Task.FromResult(response);
        };
        Answer answer = await _federation.AskAsync();
        Assert.True(OutcomeOf(answer, "police").Remembered);
        Assert.False(OutcomeOf(answer, "council").Remembered);
    }

    [Fact]
    public async Task Watchers_hear_of_each_agency_and_then_the_answer_and_their_streams_end()
    {
        StandInNode.Gate gate = _federation["police"].Hold();
        string id = await _federation.SubmitAsync(Papers.Ask());
        Task<List<WatchResponse>>[] watchers = [_federation.WatchAsync(id), _federation.WatchAsync(id)];
        await gate.Arrived.Task;
        Assert.Equal(QuestionState.Running, (await GetAsync(id)).Question.State);
        Assert.Null((await GetAsync(id)).Answer);
        gate.Released.SetResult();
        foreach (List<WatchResponse> events in await Task.WhenAll(watchers))
        {
            Assert.Equal(4, events.Count(happened => happened.Agency?.State == State.Asking));
            Assert.Equal(4, events.Count(happened => happened.Agency?.State == State.Answered));
            Assert.Equal(QuestionState.Complete, events[^1].Answer.State);
        }

        List<WatchResponse> later = await _federation.WatchAsync(id);
        Assert.Equal(5, later.Count);
        Assert.All(later[..4], happened => Assert.Null(happened.Agency.Release));
        Assert.All(later[^1].Answer.Agencies, agency => Assert.NotNull(agency.Release));
        Assert.Equal((await GetAsync(id)).Answer, later[^1].Answer);
    }

    [Fact]
    public async Task Another_analysts_question_and_no_question_look_the_same()
    {
        string id = await _federation.SubmitAsync(Papers.Ask());
        await _federation.WatchAsync(id);
        List<string> explanations = [];
        foreach (string asked in (string[])[id, "no-such-question"])
        {
            explanations.Add(await Refused.With(RefusalCode.QuestionUnknown, () => GetAsync(asked, Papers.OtherAnalyst)));
            explanations.Add(await Refused.With(RefusalCode.QuestionUnknown, () => _federation.WatchAsync(asked, Papers.OtherAnalyst)));
        }

        Assert.Single(explanations.Distinct());
        Assert.Empty((await ListAsync(new ListRequest(), Papers.OtherAnalyst)).Questions);
    }

    [Fact]
    public async Task Lists_are_paged()
    {
        for (int number = 0; number < 3; number++)
        {
            await _federation.WatchAsync(await _federation.SubmitAsync(Papers.Ask()));
        }

        ListResponse first = await ListAsync(new ListRequest { PageSize = 2 });
        ListResponse second = await ListAsync(new ListRequest { PageSize = 2, PageToken = first.NextPageToken });
        Assert.Equal((2, 1, ""), (first.Questions.Count, second.Questions.Count, second.NextPageToken));
        Assert.All(first.Questions, question => Assert.Equal(QuestionState.Complete, question.State));
    }

    [Theory]
    [InlineData(501, "")]
    [InlineData(-1, "")]
    [InlineData(1, "forged")]
    public async Task A_wrong_page_is_refused(int size, string token) => await Refused.With(
        RefusalCode.PageTokenInvalid,
        () => ListAsync(new ListRequest { PageSize = size, PageToken = token }));

    [Fact]
    public async Task A_stop_waits_for_a_question_that_runs()
    {
        StandInNode.Gate gate = _federation["police"].Hold();
        string id = await _federation.SubmitAsync(Papers.Ask());
        await gate.Arrived.Task;
        Task stop = Running.StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);
        gate.Released.SetResult();
        await stop;
        Assert.Equal(QuestionState.Complete, (await GetAsync(id)).Question.State);
    }

    [Fact]
    public async Task A_stop_that_may_wait_no_longer_marks_what_runs_as_interrupted_and_ends_the_streams()
    {
        StandInNode.Gate gate = _federation["police"].Hold();
        string id = await _federation.SubmitAsync(Papers.Ask());
        await gate.Arrived.Task;
        Task<List<WatchResponse>> watcher = _federation.WatchAsync(id);
        await OthersAnsweredAsync(id);
        await Running.StopAsync(new CancellationToken(canceled: true));
        Answer answer = (await watcher)[^1].Answer;
        Assert.Equal(QuestionState.Interrupted, answer.State);
        Assert.Empty(answer.Cells);
        Assert.Equal(State.Asking, OutcomeOf(answer, "police").State);
        Assert.Equal(State.Answered, OutcomeOf(answer, "council").State);
        Assert.Equal(QuestionState.Interrupted, (await GetAsync(id)).Question.State);
    }

    private RunningQuestions Running => _federation.Coordinator.Services.GetRequiredService<RunningQuestions>();

    private async Task<GetResponse> GetAsync(string id, string caller = Papers.Analyst) =>
        await _federation.As(caller).GetAsync(new GetRequest { QuestionId = id }, cancellationToken: TestContext.Current.CancellationToken);

    private async Task<ListResponse> ListAsync(ListRequest request, string caller = Papers.Analyst) =>
        await _federation.As(caller).ListAsync(request, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Waits until three of four agencies have answered.</summary>
    private async Task OthersAnsweredAsync(string id)
    {
        using AsyncServerStreamingCall<WatchResponse> call = _federation.As(Papers.Analyst).Watch(new WatchRequest { QuestionId = id });
        int answered = 0;
        while (answered < 3 && await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            answered += call.ResponseStream.Current.Agency?.State == State.Answered ? 1 : 0;
        }
    }

    private static CombinedCell CellOf(Answer answer, string code) => answer.Cells.Single(cell => cell.Key[0] == code);

    private static AgencyOutcome OutcomeOf(Answer answer, string party) => answer.Agencies.Single(agency => agency.PartyId == party);

    private static Func<AnswerRequest, ServerCallContext, Task<AnswerResponse>> Misbehave(string behaviour) => (request, context) =>
    {
        Release honest = Releases.Honest("hospital", StandInNode.QueryOf(request), Releases.Cell(["fist"], 40));
        switch (behaviour)
        {
            case "refuse":
                throw Refusal.BudgetSpent(CapLevel.Analyst, "2025").ToRpcException();
            case "die":
                throw new RpcException(new Grpc.Core.Status(StatusCode.Internal, "secret detail"));
            case "garbage details":
                throw new RpcException(
                    new Grpc.Core.Status(StatusCode.Internal, "x"), new Metadata { { "grpc-status-details-bin", [0xff, 0xff, 0xff] } });
            case "nothing":
                return Task.FromResult(new AnswerResponse());
            case "garbage":
                return Task.FromResult(new AnswerResponse
                {
                    Release = Evidence.Envelope.Sign(ReleaseDocument.PayloadType, new byte[] { 0xff }, Papers.Keys["node.hospital"]).ToWire(),
                });
            case "wrong signature":
                return Task.FromResult(new AnswerResponse { Release = honest.Sign("node.police") });
            case "wrong query":
                honest.QueryHash = Papers.Dictionary.Hash;
                return Task.FromResult(honest.Answer());
            case "duplicate cells":
                honest.Cells.Add(honest.Cells[0].Clone());
                return Task.FromResult(honest.Answer());
            case "altered variance":
                honest.Components[0].ParameterDenominator += "0";
                return Task.FromResult(honest.Answer());
            default:
                throw new ArgumentOutOfRangeException(nameof(behaviour));
        }
    };
}
