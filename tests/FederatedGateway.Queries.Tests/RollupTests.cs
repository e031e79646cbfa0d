namespace FederatedGateway.Queries.Tests;

public sealed class RollupTests
{
    [Fact]
    public void A_rollup_has_grouping_sets_from_coarse_to_fine()
    {
        var query = TestDictionary.Query("SELECT COUNT(*), area, method, area_sector FROM assaults GROUP BY rollup(area_sector, area), method");

        Assert.Equal("SELECT area, area_sector, method, COUNT(*) FROM assaults GROUP BY method, ROLLUP(area_sector, area)", query.Text);
        Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
        Assert.Equal(["method", "area_sector,method", "area,method"], query.Levels.Select(level => string.Join(',', level.Select(one => one.Name))));
        Assert.Equal(3 + (2 * 3) + (2 * 3), query.GridSize);
        Assert.Equal(["north fist", "north glass", "north sharp_object"], query.Grid(query.Levels[1]).Take(3).Select(key => string.Join(' ', key)));
        Assert.Equal(query.Grid(query.Levels[2]), query.Grid());
    }

    [Fact]
    public void Months_roll_up_over_quarters_and_years() =>
        Assert.Equal(
            1 + 2 + 3 + 6,
            TestDictionary.Query("SELECT COUNT(*) FROM assaults GROUP BY ROLLUP(month_year, month_quarter, month)").GridSize);

    [Fact]
    public void Without_ROLLUP_there_is_one_grouping_set()
    {
        var query = TestDictionary.Query("SELECT COUNT(*) FROM assaults GROUP BY area, method");

        Assert.Equal(query.GroupBy, Assert.Single(query.Levels));
    }

    [Theory]
    [InlineData("ROLLUP(area, area_sector)", "area_sector is no finer level of the column than area")]
    [InlineData("ROLLUP(area, method)", "method is no finer level of the column than area")]
    [InlineData("ROLLUP(area, area)", "area is no finer level of the column than area")]
    [InlineData("ROLLUP(area), ROLLUP(method)", "there is a second ROLLUP")]
    [InlineData("area, ROLLUP(area_sector)", "area stands beside a ROLLUP of the same column")]
    [InlineData("ROLLUP((area_sector, area))", "this cannot be grouped by")]
    [InlineData("ROLLUP(wait)", "wait holds numbers")]
    [InlineData("CUBE(area)", "this cannot be grouped by")]
    [InlineData("area WITH ROLLUP", "'WITH' cannot be used")]
    public void A_rollup_that_is_no_chain_is_refused(string groups, string message) =>
        Assert.Contains(message, TestDictionary.Reading($"SELECT COUNT(*) FROM assaults GROUP BY {groups}").Error!.Message, StringComparison.Ordinal);
}
