using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Previews;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Cli.Verification;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Cli.Tests;

public sealed class RollupTests
{
    private static readonly Screen Wide = new(100, Unicode: true, Colour: false, Live: false);

    private readonly Answer answer = RolledUp.Answer();

    [Fact]
    public void An_honest_rollup_verifies() => Assert.Empty(Problems());

    [Fact]
    public void A_cell_moved_to_another_level_is_found()
    {
        answer.Cells[0].Level = 1;
        Assert.Contains(Problems(), problem => problem.Contains("the group the total is broken or repeated", StringComparison.Ordinal));
        Assert.Contains(Problems(), problem => problem.Contains("the group the total is missing although an agency gave it", StringComparison.Ordinal));
    }

    [Fact]
    public void A_level_that_does_not_exist_is_found()
    {
        answer.Cells[1].Level = 2;
        Assert.Contains(Problems(), problem => problem.Contains("the group fist is broken or repeated", StringComparison.Ordinal));
        answer.Cells[1].Level = -1;
        Assert.Contains(Problems(), problem => problem.Contains("the group fist is broken or repeated", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_value_of_any_level_that_is_one_too_high_is_found(int cell)
    {
        answer.Cells[cell].Values[0].Value++;
        Assert.Contains("count is not what", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_not_to_be_below_is_checked_to_the_digit()
    {
        answer.Cells[0].Remainder[0].Upper--;
        Assert.Contains("of what is not shown below, count is not what", Assert.Single(Problems()), StringComparison.Ordinal);
        answer.Cells[0].Remainder.Clear();
        Assert.Single(Problems());
    }

    [Fact]
    public void A_release_that_spends_the_whole_price_at_a_level_is_found()
    {
        var terms = Agreements.Policy.TermsOf(World.Agreement, RolledUp.Question.Query, out _)!;
        var whole = MeasurementPlan.For(terms.Measurement, terms.Measurements).Components[0];
        var spent = RolledUp.Answer(release => release.Components[1] = whole.ToWire(1));
        Assert.Equal(3, AnswerVerification.Problems(spent, World.Agreement, RolledUp.Question.Query)
            .Count(problem => problem.Contains("its noise for rows is not the noise that the agreement demands", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_release_whose_levels_are_exchanged_is_found()
    {
        var exchanged = RolledUp.Answer(release => (release.Components[0].Level, release.Components[1].Level) = (1, 0));
        Assert.NotEmpty(AnswerVerification.Problems(exchanged, World.Agreement, RolledUp.Question.Query));
    }

    [Fact]
    public void The_table_goes_from_coarse_to_fine_and_says_what_is_not_shown_below()
    {
        var rows = Lines(Table());
        Assert.Equal(
            ["all 3,000 3 of 3", "not shown below 1,300 3 of 3", "Knife or blade 1,200 3 of 3", "Fist 500 1 of 3 *"],
            rows.Where(line => line.Contains(" of 3", StringComparison.Ordinal)).Select(WithoutInterval));
    }

    [Fact]
    public void Csv_and_json_say_the_level_and_what_is_not_below()
    {
        using var writer = new StringWriter();
        AnswerCsv.Write(View(), writer);
        var lines = writer.ToString().Split("\r\n");
        Assert.Equal("arm,cases,cases_lower,cases_upper,status,agencies_given,level,cases_not_below,cases_not_below_lower,cases_not_below_upper", lines[0]);
        Assert.StartsWith(",3000,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",whole,3,0,1300,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",whole,3,1,,,", lines[2], StringComparison.Ordinal);

        var document = AnswerJson.Of(View());
        Assert.Equal(["all", "weapon"], document["levels"]!.AsArray().Select(level => (string)level!["groupedBy"]!));
        var total = document["cells"]![0]!;
        Assert.Equal(0, (int)total["level"]!);
        Assert.Null(total["key"]![0]);
        Assert.Equal(1300m, (decimal)total["notBelow"]![0]!["value"]!);
        Assert.Empty(document["cells"]![1]!["notBelow"]!.AsArray());
    }

    [Fact]
    public void A_preview_says_of_each_level_its_noise_and_which_groups_are_mostly_blank()
    {
        using var writer = new StringWriter();
        PreviewTable.Write(PreviewViews.Of(RolledUp.Preview(), World.Signed, RolledUp.Question), new Page(writer, Wide));
        var half = RolledUp.Plans.Select(plan => ((SelectionRule)plan.Rule).UnitsForHalfChance).ToList();
        Assert.True(half[0] < half[1]);
        Assert.Contains($"all cases ± 50 at 95% groups under {half[0]} people", Lines(writer.ToString()));
        Assert.Contains($"weapon cases ± 60 at 95% groups under {half[1]} people", Lines(writer.ToString()));
    }

    [Fact]
    public void A_preview_of_other_levels_than_were_asked_is_refused()
    {
        var preview = RolledUp.Preview();
        preview.Measures[1].Level = 0;
        Assert.Throws<CliFailure>(() => PreviewViews.Of(preview, World.Signed, RolledUp.Question));
    }

    private IReadOnlyList<string> Problems() => AnswerVerification.Problems(answer, World.Agreement, RolledUp.Question.Query);

    private AnswerView View() => AnswerViews.Of(answer, World.Signed, RolledUp.Question, RolledUp.Preview());

    private string Table()
    {
        using var writer = new StringWriter();
        AnswerTable.Write(View(), new Page(writer, Wide), showAll: false);
        return writer.ToString();
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n').Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    private static string WithoutInterval(string line) => line[..(line.IndexOf('(', StringComparison.Ordinal) - 1)] + line[(line.IndexOf(')', StringComparison.Ordinal) + 1)..];
}
