using FederatedGateway.Cli.Verification;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;

namespace FederatedGateway.Cli.Tests;

public sealed class AnswerVerificationTests
{
    private readonly Answer answer = Answering.Answer("police", "hospital", "ambulance");

    [Fact]
    public void An_honest_answer_verifies_whole_or_partial() =>
        Assert.Empty(Problems().Concat(Problems(Answering.Answer("police", "hospital"))).Concat(Problems(Answering.Answer("police"))));

    [Fact]
    public void An_average_or_its_interval_that_is_invented_is_found()
    {
        answer.Cells[0].Values[1].Value++;
        Assert.Contains("avg_minutes", Assert.Single(Problems()), StringComparison.Ordinal);
        answer.Cells[2].Values[1].Upper -= 2;
        Assert.Equal(2, Problems().Count);
    }

    [Fact]
    public void An_average_over_hardly_any_rows_must_be_undefined()
    {
        var release = Answering.Release("police", World.Question().Query);
        release.Cells[0].Values[1] = -3;
        answer.Agencies[0] = Answering.Answered("police", release);
        release = Answering.Release("hospital", World.Question().Query);
        release.Cells[0].Values[1] = 2;
        answer.Agencies[1] = Answering.Answered("hospital", release);
        Assert.Contains("avg_minutes", Assert.Single(Problems()), StringComparison.Ordinal);
        answer.Cells[0].Values[1] = new CombinedValue { Undefined = true };
        Assert.Empty(Problems());
        answer.Cells[2].Values[1] = new CombinedValue { Undefined = true };
        Assert.Single(Problems());
    }

    [Fact]
    public void A_release_signed_with_another_key_is_found()
    {
        answer.Agencies[0] = Answering.Answered("police", Answering.Release("police", World.Question().Query), World.Stranger);
        Assert.Contains("police: its release is not signed", Problems()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_from_too_few_agencies_are_not_believed()
    {
        var few = Answering.Answer("police");
        few.Cells.Add(answer.Cells[0]);
        Assert.Single(Problems(few));
        few.State = QuestionState.Partial;
        Assert.Contains("is called partial", Problems(few)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_agencies_need_no_release_but_must_be_too_few()
    {
        var few = Answering.Answer("police");
        few.Agencies[0].Release = null;
        Assert.Empty(Problems(few));
        answer.Cells.Clear();
        answer.State = QuestionState.TooFew;
        Assert.Single(Problems());
    }

    private IReadOnlyList<string> Problems(Answer? other = null) => AnswerVerification.Problems(other ?? answer, World.Agreement, World.Question().Query);
}
