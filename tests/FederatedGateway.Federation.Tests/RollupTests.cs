using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
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
    public async Task What_is_not_below_is_the_group_less_its_parts_and_never_one_group()
    {
        using AnalystClient analyst = city.Analyst();
        Answer answer = await analyst.AskAsync(Sql, Cancellation);
        var tree = new KeyTree(SqlReader.Read(Sql, analyst.Dictionary).Query!);
        foreach (CombinedCell cell in answer.Cells.Where(cell => cell.Level < 2 && cell.Values.Count > 0))
        {
            CombinedCell[] below = [.. tree.ChildrenOf(cell.Level, cell.Key)!.Select(key => answer.Cells.Single(child => child.Level == cell.Level + 1 && child.Key.SequenceEqual(key)))];
            CombinedCell[] given = [.. below.Where(child => child.Values.Count > 0)];
            int missing = below.Count(child => cell.GivenBy.Except(child.GivenBy).Any());
            if (given.Length > 0 && missing != 1 && given.All(child => !child.GivenBy.Except(cell.GivenBy).Any()))
            {
                CombinedValue rest = Assert.Single(cell.Remainder);
                Assert.Equal(cell.Values[0].Value - given.Sum(child => child.Values[0].Value), rest.Value);
                Assert.True(rest.Lower < rest.Value);
            }
            else
            {
                Assert.All(cell.Remainder, rest => Assert.True(rest.Undefined));
            }
        }

        Assert.Contains(answer.Cells, cell => cell.Remainder.Count > 0);
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
