namespace FederatedGateway.Queries.Tests;

public sealed class PublicTableTests
{
    private const string Joined = "FROM assaults JOIN population ON population.area = assaults.area";

    [Theory]
    [InlineData("SELECT population.kind, COUNT(*) FROM assaults JOIN population ON population.area = assaults.area GROUP BY population.kind")]
    [InlineData("SELECT Population.Kind, COUNT(*) FROM Assaults LEFT JOIN Population ON area = Population.Area GROUP BY Population.Kind")]
    [InlineData("SELECT area_population_kind, COUNT(*) FROM assaults INNER JOIN population ON assaults.area = population.area GROUP BY population.kind")]
    [InlineData("SELECT area_population_kind, COUNT(*) FROM assaults GROUP BY area_population_kind")]
    public void A_joined_attribute_is_a_level_of_the_column_that_it_is_joined_to(string sql)
    {
        var query = TestDictionary.Query(sql);

        Assert.Equal("SELECT area_population_kind, COUNT(*) FROM assaults GROUP BY area_population_kind", query.Text);
        Assert.Equal(["town", "country", "unknown"], query.GroupBy[0].Codes!.Select(code => code.Id));
        Assert.Equal([0, 1, 0, 1, 1], query.GroupBy[0].Map);
    }

    [Fact]
    public void A_table_about_a_level_is_joined_to_it_and_what_it_lacks_has_the_declared_code()
    {
        var query = TestDictionary.Query("SELECT budget.rank, COUNT(*) FROM assaults JOIN budget ON budget.sector = assaults.area_sector GROUP BY budget.rank");

        Assert.Equal("area_sector_budget_rank", query.GroupBy[0].Name);
        Assert.Equal([2, 0, 2, 0, 2], query.GroupBy[0].Map);
        Assert.Equal(["south"], TestDictionary.Shared.PublicTables["budget"].Unmatched);
        Assert.Empty(TestDictionary.Shared.PublicTables["population"].Unmatched);
    }

    [Fact]
    public void An_attribute_can_be_a_condition() =>
        Assert.Equal("SELECT COUNT(*) FROM assaults WHERE area IN ('mill', 'quay')", TestDictionary.Query($"SELECT COUNT(*) {Joined} WHERE population.kind = 'town'").Text);

    [Theory]
    [InlineData("1000.0 * COUNT(*) / population.residents", 1000)]
    [InlineData("(COUNT(*) / population.residents) * 1000", 1000)]
    [InlineData("COUNT(*) / population.residents", 1)]
    public void A_rate_asks_the_count_and_is_divided_afterwards(string rate, int factor)
    {
        var reading = TestDictionary.Reading($"SELECT area, {rate} AS rate {Joined} GROUP BY area");

        Assert.Equal("SELECT area, COUNT(*) FROM assaults GROUP BY area", reading.Query!.Text);
        var output = reading.Output[1];
        Assert.Equal(("rate", 0, factor, "population", "residents"), (output.Heading, output.Measure, output.Rate!.Factor, output.Rate.Table, output.Rate.Column));
        Assert.Equal(2000, output.Rate.Divisor(["mill"]));
        Assert.Equal(500, output.Rate.Divisor(["castle"]));
    }

    [Theory]
    [InlineData("", "", 3540)]
    [InlineData("WHERE area = 'castle'", "", 500)]
    [InlineData("WHERE area = 'castle' OR method = 'fist'", "", 3540)]
    [InlineData("WHERE NOT area IN ('castle') AND method = 'fist'", "", 3040)]
    public void A_rate_is_divided_by_the_codes_that_the_condition_leaves(string where, string key, int divisor)
    {
        var rate = TestDictionary.Reading($"SELECT COUNT(*) / population.residents {Joined} {where}").Output[0].Rate!;

        Assert.Equal(divisor, rate.Divisor(key.Length == 0 ? [] : [key]));
    }

    [Fact]
    public void A_rate_of_a_level_is_divided_by_the_sum_of_its_codes_and_other_dimensions_do_not_matter()
    {
        var rate = TestDictionary.Reading($"SELECT area_sector, method, COUNT(*) / population.residents {Joined} GROUP BY area_sector, method").Output[2].Rate!;

        Assert.Equal(2340, rate.Divisor(["south", "fist"]));
        Assert.Equal(1200, rate.Divisor(["north", "glass"]));
    }

    [Fact]
    public void A_group_with_a_code_that_has_no_number_has_no_rate()
    {
        const string Sql = "SELECT area_sector, COUNT(*) / budget.pounds FROM assaults JOIN budget ON budget.sector = assaults.area_sector GROUP BY area_sector";
        var rate = TestDictionary.Reading(Sql).Output[1].Rate!;

        Assert.Equal(12.5m, rate.Divisor(["north"]));
        Assert.Null(rate.Divisor(["south"]));
        Assert.Equal(["south"], rate.Without());
        Assert.Equal((12.5m, 12.5m), rate.Range());
    }

    // Pounds are told by sector: an area, or a sector without one of its areas, has no number of its own. The south has none at all.
    [Theory]
    [InlineData("area", "")]
    [InlineData("", "")]
    [InlineData("", "WHERE area = 'castle'")]
    [InlineData("area_sector", "WHERE area <> 'castle'")]
    [InlineData("method", "WHERE area_sector = 'south'")]
    public void A_rate_that_no_group_has_is_refused_where_it_stands(string group, string where)
    {
        var (select, groupBy) = group.Length > 0 ? (group + ", ", " GROUP BY " + group) : ("", "");
        var error = TestDictionary.Reading($"SELECT {select}COUNT(*) / budget.pounds FROM assaults JOIN budget ON budget.sector = assaults.area_sector {where}{groupBy}").Error!;

        Assert.Contains("no group of this answer has a budget.pounds of its own", error.Message, StringComparison.Ordinal);
        Assert.Contains("GROUP BY area_sector", error.Accepted, StringComparison.Ordinal);
        Assert.Equal(select.Length + 8, error.Column);
    }

    [Fact]
    public void Of_a_rollup_the_levels_of_whole_codes_have_a_rate()
    {
        const string Sql = "SELECT area_sector, area, COUNT(*) / budget.pounds FROM assaults JOIN budget ON budget.sector = assaults.area_sector GROUP BY ROLLUP(area_sector, area)";
        var rate = TestDictionary.Reading(Sql).Output[2].Rate!;

        Assert.Null(rate.Divisor([], 0));
        Assert.Equal(12.5m, rate.Divisor(["north"], 1));
        Assert.Null(rate.Divisor(["castle"], 2));
        Assert.Null(rate.Range(2));
        Assert.Equal(5, rate.Without(2).Count);
    }

    // Every choice of areas: a table of areas is added up over it; one of sectors has a number for whole sectors alone.
    [Fact]
    public void The_number_of_a_group_is_that_of_exactly_its_codes()
    {
        Dictionary<string, decimal> residents = new() { ["mill"] = 2000, ["castle"] = 500, ["quay"] = 300, ["abbey"] = 700, ["bridge"] = 40 };
        for (var chosen = 1; chosen < 32; chosen++)
        {
            string[] areas = [.. residents.Keys.Where((_, index) => (chosen & (1 << index)) != 0)];
            var where = $"WHERE area IN ({string.Join(", ", areas.Select(area => $"'{area}'"))})";

            Assert.Equal(
                areas.Sum(area => residents[area]),
                TestDictionary.Reading($"SELECT COUNT(*) / population.residents {Joined} {where}").Output[0].Rate!.Divisor([]));
            Assert.Equal(
                areas.Order().SequenceEqual(["abbey", "castle"]),
                TestDictionary.Reading($"SELECT COUNT(*) / budget.pounds FROM assaults JOIN budget ON budget.sector = assaults.area_sector {where}").Error is null);
        }
    }

    [Theory]
    [InlineData("SELECT population.kind, COUNT(*) FROM assaults GROUP BY population.kind", "this name is not known here")]
    [InlineData("SELECT COUNT(*) FROM assaults JOIN populations ON populations.area = assaults.area", "'populations' is no public table")]
    [InlineData("SELECT COUNT(*) FROM assaults JOIN population ON population.area = assaults.method", "population is joined by its key")]
    [InlineData("SELECT COUNT(*) FROM assaults JOIN population ON population.kind = assaults.area", "population is joined by its key")]
    [InlineData("SELECT COUNT(*) FROM assaults JOIN population ON population.area <> assaults.area", "population is joined by its key")]
    [InlineData("SELECT COUNT(*) FROM assaults JOIN population ON population.area = assaults.area JOIN population ON population.area = assaults.area", "population is joined by its key, once")]
    [InlineData("SELECT COUNT(*) FROM assaults JOIN population p ON p.area = assaults.area", "the alias 'p' is not needed")]
    [InlineData("SELECT COUNT(*) FROM population JOIN assaults ON population.area = assaults.area", "there is no dataset 'population'")]
    [InlineData("SELECT COUNT(*) FROM assaults RIGHT JOIN population ON population.area = assaults.area", "'RIGHT' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults LEFT HASH JOIN population ON population.area = assaults.area", "this join cannot be used")]
    [InlineData("SELECT population.residents, COUNT(*) " + Joined + " GROUP BY population.residents", "holds numbers, which rates are divided by")]
    [InlineData("SELECT population.town, COUNT(*) " + Joined + " GROUP BY population.town", "population has no attribute 'town'")]
    [InlineData("SELECT AVG(wait) / population.residents " + Joined, "this arithmetic cannot be used")]
    [InlineData("SELECT COUNT(*) / population.kind " + Joined, "this arithmetic cannot be used")]
    [InlineData("SELECT COUNT(*) / 2 " + Joined, "this arithmetic cannot be used")]
    [InlineData("SELECT COUNT(*) * COUNT(*) / population.residents " + Joined, "this arithmetic cannot be used")]
    [InlineData("SELECT 0 * COUNT(*) / population.residents " + Joined, "outside the bounds of the factor")]
    public void What_a_public_table_cannot_do_is_refused(string sql, string message) =>
        Assert.Contains(message, TestDictionary.Reading(sql).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"title\": \"Rank\", \"type\": \"code\", \"codelist\": \"kind\", \"otherwise\": \"unknown\"", "\"title\": \"Rank\", \"type\": \"code\", \"codelist\": \"kind\"", "lacks otherwise, a code of kind: the table has no row for 1 of 2 keys")]
    [InlineData("{ \"area\": \"mill\", \"residents\"", "{ \"area\": \"mil\", \"residents\"", "'mil' is no code of area")]
    [InlineData("{ \"area\": \"castle\", \"residents\"", "{ \"area\": \"mill\", \"residents\"", "mill is in the table twice")]
    [InlineData("\"kind\": \"country\" }", "\"kind\": \"village\" }", "'village' is no code of kind")]
    [InlineData("\"residents\": 500", "\"residents\": -1", "must not be negative")]
    [InlineData("\"residents\": 500", "\"residents\": 0.5", "must have at most 0 decimals")]
    [InlineData("\"budget\": {", "\"calls\": {", "calls is a dataset too")]
    public void A_public_table_is_read_strictly(string old, string changed, string message)
    {
        var json = TestDictionary.Json.ReplaceLineEndings("\n");
        Assert.Contains(old, json, StringComparison.Ordinal);

        var error = Assert.Throws<DictionaryException>(() => TestDictionary.Read(json.Replace(old, changed, StringComparison.Ordinal)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
