using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

public sealed class AnswerTests(CityFederation city)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_agencies_answer_one_question()
    {
        using AnalystClient analyst = city.Analyst();
        Answer answer = await analyst.AskAsync("SELECT sex, COUNT(*) FROM violence GROUP BY sex", Cancellation);

        Assert.Equal(QuestionState.Complete, answer.State);
        Assert.Equal(
            ["ambulance", "council", "emergency-department", "police"],
            answer.Agencies.Select(a => a.PartyId).Order(StringComparer.Ordinal));
        Assert.All(answer.Agencies, a => Assert.Equal(AgencyOutcome.Types.State.Answered, a.State));
        CombinedCell male = Assert.Single(answer.Cells, c => c.Key[0] == "male");
        Assert.Equal(CombinedCell.Types.Status.Whole, male.Status);
        // 16,660 rows, about three quarters of them male, some beyond the contribution bound.
        Assert.InRange(male.Values[0].Value, 10_000, 14_000);
        Assert.True(male.Values[0].Lower < male.Values[0].Value && male.Values[0].Value < male.Values[0].Upper);
    }

    [Fact]
    public async Task A_cell_that_an_agency_withheld_is_a_part_and_says_who_gave_it()
    {
        using AnalystClient analyst = city.Analyst();
        Answer answer = await analyst.AskAsync("SELECT method, COUNT(*) FROM violence GROUP BY method", Cancellation);

        // The ambulance service has about 60 blows with a blunt object and 3 with a gun; the police have thousands and 50.
        Assert.Contains(answer.Cells, c => c.Status == CombinedCell.Types.Status.Part);
        Assert.All(answer.Cells.Where(c => c.Status == CombinedCell.Types.Status.Part), c => Assert.InRange(c.GivenBy.Count, 1, 3));
        Assert.All(answer.Cells.Where(c => c.Status == CombinedCell.Types.Status.Withheld), c => Assert.Empty(c.Values));
        Assert.Equal(10, answer.Cells.Count);
    }

    [Fact]
    public async Task The_same_question_again_has_the_same_bytes_and_costs_nothing()
    {
        using AnalystClient analyst = city.Analyst();
        const string Sql = "SELECT part_of_day, COUNT(DISTINCT person) FROM violence GROUP BY part_of_day";
        Answer first = await analyst.AskAsync(Sql, Cancellation);
        long spent = await SpentAsync(analyst, Sql);
        Answer second = await analyst.AskAsync(Sql.ToLowerInvariant().Replace("group", "\n GROUP", StringComparison.Ordinal), Cancellation);

        Assert.All(second.Agencies, a => Assert.True(a.Remembered));
        Assert.Equal(
            first.Agencies.OrderBy(a => a.PartyId).Select(a => a.Release),
            second.Agencies.OrderBy(a => a.PartyId).Select(a => a.Release));
        Assert.Equal(first.Cells, second.Cells);
        Assert.Equal(spent, await SpentAsync(analyst, Sql));
    }

    [Fact]
    public async Task A_sum_and_an_average_come_from_the_one_agency_that_has_the_data_set()
    {
        using AnalystClient analyst = city.Analyst();
        Answer answer = await analyst.AskAsync("SELECT AVG(wait_minutes), SUM(wait_minutes), COUNT(*) FROM ed_assaults", Cancellation);

        Assert.Equal(QuestionState.Partial, answer.State);
        Assert.Equal(3, answer.Agencies.Count(a => a.Reason == "dataset-not-served"));
        CombinedCell cell = Assert.Single(answer.Cells);
        Assert.Equal(["emergency-department"], cell.GivenBy);
        // Waits are made up with a mean of 75 minutes. The noise of the mean has a standard deviation of about 6 minutes, so that
        // an honest answer falls outside with probability below 1e-9.
        int average = answer.Measures.ToList().FindIndex(m => m.Name == "avg_wait_minutes");
        Assert.InRange(cell.Values[average].Value / Math.Pow(10, answer.Measures[average].Decimals), 35, 115);
    }

    [Fact]
    public async Task Small_areas_and_hours_roll_up_at_every_agency()
    {
        using AnalystClient analyst = city.Analyst();
        Answer answer = await analyst.AskAsync("SELECT hour_day_half, small_area_city, COUNT(*) FROM violence GROUP BY hour_day_half, small_area_city", Cancellation);

        // Every row has a place and an hour, which each agency writes in words of its own; wrongly mapped, they would be unknown.
        Assert.All(answer.Cells.Where(c => c.Key.Contains("unknown")), c => Assert.Equal(CombinedCell.Types.Status.Withheld, c.Status));
        CombinedCell night = Assert.Single(answer.Cells, c => c.Key.SequenceEqual(["evening_and_night", "city"]));
        Assert.Equal(4, night.GivenBy.Count);
    }

    [Fact]
    public async Task No_host_logs_an_error_while_questions_are_answered()
    {
        using AnalystClient analyst = city.Analyst();
        await analyst.AskAsync("SELECT location_type, COUNT(*) FROM violence GROUP BY location_type", Cancellation);
        Assert.Empty(city.Logs.Errors);
    }

    private async Task<long> SpentAsync(AnalystClient analyst, string sql)
    {
        PreviewResponse preview = await analyst.Coordinator.PreviewAsync(
            new PreviewRequest { Sql = sql, AnalystId = analyst.Id }, cancellationToken: Cancellation);
        return preview.Agencies.Sum(a => a.Preview.Budgets.Sum(b => b.SpentNanoRho));
    }
}
