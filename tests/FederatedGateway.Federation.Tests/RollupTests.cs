using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

/// <summary>Roll-ups over the four agencies of the made-up city.</summary>
public sealed class RollupTests(CityFederation city)
{
    private const string Sql = "SELECT area_sector, area, COUNT(*) AS cases FROM violence WHERE sex = 'male' GROUP BY ROLLUP(area_sector, area)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_agencies_answer_every_level_at_one_price()
    {
        using AnalystClient analyst = city.Analyst();
        Answer answer = await analyst.AskAsync(Sql, Cancellation);

        Assert.Equal(QuestionState.Complete, answer.State);
        Assert.Equal([0, 1, 2], answer.Cells.Select(cell => cell.Level).Distinct());
        CombinedCell total = answer.Cells[0];
        Assert.Empty(total.Key);

        // 16,660 rows, about three quarters of them male, some beyond the contribution bound.
        Assert.InRange(total.Values[0].Value, 9_000, 14_000);
        Assert.All(answer.Agencies, agency => Assert.Equal(analyst.Agreement.Privacy.QueryPrice, Assert.Single(agency.Charges).ToDomain()));
        Assert.All(answer.Agencies, agency => Assert.Equal([0, 1, 2], Read(agency).Components.Select(component => component.Level)));
    }

    [Fact]
    public async Task What_is_not_below_is_the_group_less_its_parts()
    {
        using AnalystClient analyst = city.Analyst();
        Answer answer = await analyst.AskAsync(Sql, Cancellation);

        CombinedCell total = answer.Cells[0];
        long sectors = answer.Cells.Where(cell => cell.Level == 1 && cell.Values.Count > 0).Sum(cell => cell.Values[0].Value);
        Assert.Equal(total.Values[0].Value - sectors, Assert.Single(total.Remainder).Value);
        Assert.True(total.Remainder[0].Lower < total.Remainder[0].Value);
    }

    [Fact]
    public async Task A_rollup_is_verified_shown_and_previewed_by_the_command_line()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await city.Federation.AskAsync([Sql, "--format", "csv"], output, error, Cancellation);
        Assert.True(code == 0, error.ToString());
        string[] lines = output.ToString().Split("\r\n");
        Assert.StartsWith("area_sector,area,cases,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(",,", lines[1], StringComparison.Ordinal);

        using var preview = new StringWriter();
        Assert.Equal(0, await city.Federation.AskAsync([Sql, "--preview"], preview, error, Cancellation));
        Assert.Contains("groups under", preview.ToString(), StringComparison.Ordinal);
    }

    private static Release Read(AgencyOutcome agency) => Release.Parser.ParseFrom(agency.Release.Payload);
}
