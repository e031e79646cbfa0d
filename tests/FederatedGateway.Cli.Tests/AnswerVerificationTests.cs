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
    public void A_sum_that_is_one_too_high_is_found()
    {
        answer.Cells[0].Values[0].Value++;
        Assert.Contains("the group fist: count_distinct_person is not what", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_that_is_too_narrow_is_found()
    {
        answer.Cells[2].Values[0].Lower++;
        Assert.Single(Problems());
    }

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
    public void A_cell_said_to_be_given_by_others_is_found()
    {
        answer.Cells[0].GivenBy.Add("ambulance");
        Assert.Contains("the signed releases of police and hospital hold it", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_called_whole_is_found()
    {
        answer.Cells[0].Status = CombinedCell.Types.Status.Whole;
        Assert.Contains("is called whole and is part", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_is_hidden_or_repeated_is_found()
    {
        var hidden = answer.Cells[2];
        answer.Cells.RemoveAt(2);
        Assert.Contains("knife is missing", Assert.Single(Problems()), StringComparison.Ordinal);
        answer.Cells.Add([hidden, hidden]);
        Assert.Contains("repeated", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_signed_with_another_key_is_found()
    {
        answer.Agencies[0] = Answering.Answered("police", Answering.Release("police", World.Question().Query), World.Stranger);
        Assert.Contains("police: its release is not signed", Problems()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_of_another_agency_cannot_stand_in()
    {
        answer.Agencies[0] = Answering.Answered("police", Answering.Release("hospital", World.Question().Query));
        Assert.Contains("its release is that of hospital", Problems()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_for_another_query_is_found()
    {
        answer.Agencies[0] = Answering.Answered("police", Answering.Release("police", World.Question("SELECT weapon, COUNT(*) FROM assaults GROUP BY weapon").Query));
        Assert.Contains("answers another query", Problems()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_agency_cannot_be_hidden()
    {
        answer.Agencies.RemoveAt(2);
        Assert.Contains(Problems(), problem => problem.Contains("agencies are not those", StringComparison.Ordinal));
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

    [Fact]
    public void A_release_without_noise_is_found()
    {
        var release = Answering.Release("police", World.Question().Query);
        release.Components[0].ParameterNumerator = "0";
        answer.Agencies[0] = Answering.Answered("police", release);
        Assert.Contains("is not the noise that the agreement demands", Problems()[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Less_or_more_noise_than_the_agreement_demands_is_found_although_node_and_coordinator_agree(bool more)
    {
        var release = Answering.Release("police", World.Question().Query);
        var component = release.Components[0];
        (component.ParameterNumerator, component.ParameterDenominator) = more
            ? (component.ParameterNumerator + "0", component.ParameterDenominator)
            : (component.ParameterNumerator, component.ParameterDenominator + "0");
        answer.Agencies[0] = Answering.Answered("police", release);
        Assert.Contains("police: its noise for units is not the noise that the agreement demands", Problems()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Another_price_or_another_window_is_found_although_node_and_coordinator_agree()
    {
        foreach (Action<Release> change in (Action<Release>[])[
            release => release.Charges[0].NanoRho--,
            release => release.Charges[0].DeltaUnits++,
            release => release.Charges[0].Window = "2024",
            release => release.Charges.Add(release.Charges[0]),
            release => release.Charges.Clear()])
        {
            var release = Answering.Release("police", World.Question().Query);
            change(release);
            answer.Agencies[0] = Answering.Answered("police", release);
            Assert.Contains("police: its charge is not the agreement's price", Problems()[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_group_that_the_dictionary_does_not_have_is_found()
    {
        var release = Answering.Release("police", World.Question().Query);
        release.Cells.Add(new Cell { Key = { "sword" }, Values = { 1, 1, 1 } });
        answer.Agencies[0] = Answering.Answered("police", release);
        Assert.Contains("police: its release has a group that the dictionary does not allow", Problems()[0], StringComparison.Ordinal);

        var invented = Answering.Answer("police", "hospital", "ambulance");
        invented.Cells[1].Key[0] = "sword";
        Assert.Contains("the group sword is broken", Assert.Single(Problems(invented)), StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Problems(Answer? other = null) => AnswerVerification.Problems(other ?? answer, World.Agreement, World.Question().Query);
}
