namespace FederatedGateway.Queries.Tests;

public sealed class RollupTests
{
    [Fact]
    public void A_rollup_has_grouping_sets_from_coarse_to_fine()
    {
        var query = TestDictionary.Query("SELECT COUNT(*), area, method, area_sector FROM assaults GROUP BY rollup(area_sector, area), method");

        Assert.Equal("SELECT area, area_sector, method, COUNT(*) FROM assaults GROUP BY method, ROLLUP(area_sector, area)", query.Text);
        Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
        Assert.Equal(["method", "area_sector,method", "area,method"], query.Levels.Select(level => string.Join(',', level.GroupBy.Select(one => one.Name))));
        Assert.Equal(3 + (2 * 3) + (5 * 3), query.GridSize);
        Assert.Equal(["north fist", "north glass", "north sharp_object"], query.Levels[1].Grid().Take(3).Select(key => string.Join(' ', key)));
        Assert.Equal(query.Levels[2].Grid(), query.Grid());
    }

    [Fact]
    public void Months_roll_up_over_quarters_and_years() =>
        Assert.Equal(
            1 + 2 + 3 + 6,
            TestDictionary.Query("SELECT month_year, month_quarter, month, COUNT(*) FROM assaults GROUP BY ROLLUP(month_year, month_quarter, month)").GridSize);

    [Fact]
    public void Columns_within_each_other_roll_up_and_each_level_keeps_those_above_it()
    {
        var query = TestDictionary.Query("SELECT method, lsoa, COUNT(*) FROM assaults GROUP BY ROLLUP(method, lsoa)");

        Assert.Equal("SELECT lsoa, method, COUNT(*) FROM assaults GROUP BY ROLLUP(method, lsoa)", query.Text);
        Assert.Equal(["", "method", "lsoa,method"], query.Levels.Select(level => string.Join(',', level.GroupBy.Select(one => one.Name))));
        Assert.Null(query.GridSize);
        Assert.Equal([1, 3, null], query.Levels.Select(level => level.GridSize));
        Assert.Equal("SELECT method, COUNT(*) FROM assaults GROUP BY method", query.Levels[1].Text);
    }

    [Fact]
    public void A_key_has_a_parent_and_children_by_the_dictionary_alone()
    {
        var tree = new KeyTree(TestDictionary.Query("SELECT area_sector, area, COUNT(*) FROM assaults GROUP BY method, ROLLUP(area_sector, area)"));

        Assert.Equal(["south", "fist"], tree.ParentOf(2, ["mill", "fist"]));
        Assert.Equal(["fist"], tree.ParentOf(1, ["south", "fist"]));
        Assert.Equal(["mill", "south", "fist"], tree.Whole(2, ["mill", "fist"]));
        Assert.Equal([null, "south", "fist"], tree.Whole(1, ["south", "fist"]));
        Assert.Equal(["bridge fist", "mill fist", "quay fist"], tree.ChildrenOf(1, ["south", "fist"])!.Select(key => string.Join(' ', key)));
        Assert.Equal(["north fist", "south fist"], tree.ChildrenOf(0, ["fist"])!.Select(key => string.Join(' ', key)));
    }

    [Fact]
    public void Months_that_the_question_leaves_out_are_no_children() =>
        Assert.Equal(
            ["2025-02", "2025-03"],
            new KeyTree(TestDictionary.Query("SELECT month_quarter, month, COUNT(*) FROM assaults WHERE month BETWEEN '2024-12' AND '2025-03' AND month <> '2025-01' GROUP BY ROLLUP(month_quarter, month)"))
                .ChildrenOf(1, ["2025-Q1"])!.Select(key => key[0]));

    [Fact]
    public void What_the_condition_leaves_out_is_no_child()
    {
        var tree = new KeyTree(TestDictionary.Query("SELECT area_sector, method, area, COUNT(*) FROM assaults WHERE area NOT IN ('quay', 'castle') GROUP BY ROLLUP(area_sector, method, area)"));

        Assert.Equal(["north", "south"], tree.ChildrenOf(0, [])!.Select(key => key[0]));
        Assert.Equal(["south fist", "south glass", "south sharp_object"], tree.ChildrenOf(1, ["south"])!.Select(key => string.Join(' ', key)));
        Assert.Equal(["bridge fist", "mill fist"], tree.ChildrenOf(2, ["south", "fist"])!.Select(key => string.Join(' ', key)));
        Assert.Equal(["abbey fist"], tree.ChildrenOf(2, ["north", "fist"])!.Select(key => string.Join(' ', key)));
    }

    // Every key but those of the coarsest level is below exactly one key, which is the one that it says itself.
    [Theory]
    [InlineData("ROLLUP(area_sector, area)", "area <> 'mill'")]
    [InlineData("method, ROLLUP(month_year, month_quarter, area_sector, month, area)", "month <> '2025-01' AND area <> 'abbey'")]
    [InlineData("ROLLUP(area_population_kind, method, area)", "method <> 'fist' OR area = 'quay'")]
    public void Children_are_the_keys_of_the_level_below_by_their_parents(string groups, string where)
    {
        var query = TestDictionary.Query($"SELECT {groups.Replace("ROLLUP(", "", StringComparison.Ordinal).TrimEnd(')')}, COUNT(*) FROM assaults WHERE {where} GROUP BY {groups}");
        var tree = new KeyTree(query);
        for (var level = 0; level < query.Levels.Count - 1; level++)
        {
            var below = query.Levels[level + 1].Grid().ToLookup(key => string.Join(' ', tree.ParentOf(level + 1, key)), key => string.Join(' ', key));

            Assert.All(query.Levels[level].Grid(), key => Assert.Equal(below[string.Join(' ', key)], tree.ChildrenOf(level, key)!.Select(child => string.Join(' ', child))));
            Assert.Equal(below.Sum(children => children.Count()), query.Levels[level + 1].GridSize);
        }
    }

    [Fact]
    public void Open_codes_have_a_parent_and_no_list_of_children()
    {
        var tree = new KeyTree(TestDictionary.Query("SELECT method, lsoa, COUNT(*) FROM assaults GROUP BY ROLLUP(method, lsoa)"));

        Assert.Equal(["fist"], tree.ParentOf(2, ["W01", "fist"]));
        Assert.Null(tree.ChildrenOf(1, ["fist"]));
    }

    [Fact]
    public void A_rate_is_divided_by_the_number_of_its_own_level()
    {
        Rate rate = TestDictionary.Reading(
            "SELECT area_sector, area, COUNT(*) / population.residents FROM assaults JOIN population ON population.area = assaults.area GROUP BY ROLLUP(area_sector, area)").Output[2].Rate!;

        Assert.Equal(3540, rate.Divisor([], 0));
        Assert.Equal(2340, rate.Divisor(["south"], 1));
        Assert.Equal(500, rate.Divisor(["castle"], 2));
    }

    [Fact]
    public void A_rollup_has_at_most_seven_columns() =>
        Assert.Contains(
            "at most 7",
            TestDictionary.Reading("SELECT COUNT(*) FROM assaults GROUP BY ROLLUP(CASE method WHEN 'fist' THEN 'a' ELSE 'b' END, method, area_sector, area, month_year, month_quarter, month, lsoa)").Error!.Message,
            StringComparison.Ordinal);

    [Fact]
    public void Without_ROLLUP_there_is_one_grouping_set()
    {
        var query = TestDictionary.Query("SELECT COUNT(*) FROM assaults GROUP BY area, method");

        Assert.Same(query, Assert.Single(query.Levels));
    }

    [Theory]
    [InlineData("ROLLUP(area, area_sector)", "area_sector is no finer level of the column than area")]
    [InlineData("ROLLUP(area, method, area_sector)", "area_sector is no finer level of the column than area")]
    [InlineData("ROLLUP(area, area)", "area is no finer level of the column than area")]
    [InlineData("ROLLUP(area), ROLLUP(method)", "there is a second ROLLUP")]
    [InlineData("area, ROLLUP(area_sector)", "area stands beside a ROLLUP of the same column")]
    [InlineData("ROLLUP((area_sector, area))", "this cannot be grouped by")]
    [InlineData("ROLLUP(wait)", "wait holds numbers")]
    [InlineData("ROLLUP(area_sector, area)", "area_sector is rolled up and not selected")]
    [InlineData("CUBE(area)", "this cannot be grouped by")]
    [InlineData("area WITH ROLLUP", "'WITH' cannot be used")]
    public void A_rollup_that_is_no_chain_is_refused(string groups, string message) =>
        Assert.Contains(message, TestDictionary.Reading($"SELECT COUNT(*) FROM assaults GROUP BY {groups}").Error!.Message, StringComparison.Ordinal);
}
