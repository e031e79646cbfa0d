namespace FederatedGateway.Queries.Tests;

public sealed class LevelTests
{
    [Fact]
    public void A_codelist_with_a_parent_list_gives_its_columns_a_level()
    {
        var level = TestDictionary.Query("SELECT Area_Sector, COUNT(*) FROM assaults GROUP BY area_sector").GroupBy[0];

        Assert.Equal(("area_sector", "area"), (level.Name, level.Column.Name));
        Assert.Equal(["north", "south"], level.Codes!.Select(code => code.Id));
        Assert.Equal([1, 0, 1, 0, 1], level.Map);
    }

    [Fact]
    public void Levels_follow_the_chain_of_parent_lists()
    {
        var dictionary = TestDictionary.Read(TestDictionary.Json.Replace(
            "\"sector\": { \"title\": \"Sector\", \"codes\": [{ \"id\": \"north\", \"title\": \"North\" }, { \"id\": \"south\", \"title\": \"South\" }] }",
            """
            "city": { "title": "City", "codes": [{ "id": "all", "title": "All" }] },
            "sector": { "title": "Sector", "parentList": "city", "codes": [{ "id": "north", "title": "North", "parent": "all" }, { "id": "south", "title": "South", "parent": "all" }] }
            """,
            StringComparison.Ordinal));

        Assert.Equal(
            ["month_quarter", "month_year", "area_population_kind", "area_sector", "area_sector_budget_rank", "area_city"],
            dictionary.Datasets["assaults"].Levels.Select(level => level.Name));
        Assert.Equal([0, 0, 0, 0, 0], dictionary.Datasets["assaults"].Level("area_city")!.Map);
    }

    [Fact]
    public void Months_have_quarters_and_years()
    {
        var (quarter, year) = (TestDictionary.Assaults.Level("month_quarter")!, TestDictionary.Assaults.Level("month_year")!);

        Assert.Equal(["2024-Q4", "2025-Q1", "2025-Q2"], quarter.Codes!.Select(code => code.Id));
        Assert.Equal([0, 0, 1, 1, 1, 2], quarter.Map);
        Assert.Equal(["2024", "2025"], year.Codes!.Select(code => code.Id));
        Assert.Equal([0, 0, 1, 1, 1, 1], year.Map);
    }

    [Fact]
    public void The_grid_of_a_level_of_time_has_the_months_asked_only()
    {
        var query = TestDictionary.Query("SELECT month_quarter, COUNT(*) FROM assaults WHERE month < '2025-03' GROUP BY month_quarter");

        Assert.Equal(["2024-Q4", "2025-Q1"], query.Grid().Select(key => key[0]));
        Assert.True(new KeyCheck(query).Allows(["2025-Q1"]));
        Assert.False(new KeyCheck(query).Allows(["2025-Q2"]));
        Assert.Equal(2, query.GridSize);
    }

    [Theory]
    [InlineData("area_sector = 'south'", "area NOT IN ('abbey', 'castle')")]
    [InlineData("area_sector <> 'south'", "area IN ('abbey', 'castle')")]
    [InlineData("month_year = '2024'", "month <= '2024-12'")]
    [InlineData("NOT month_year < '2024' AND method = 'fist'", "method = 'fist'")]
    [InlineData("month_year < '2024' OR method = 'fist'", "method = 'fist'")]
    [InlineData("month_quarter >= '2025-Q1' AND month_year < '2025'", null)]
    [InlineData("month_quarter BETWEEN '2024-Q4' AND '2025-Q1' AND month_year = '2024'",
        "month <= '2024-12'")]
    public void A_condition_on_a_level_is_one_on_its_column(string level, string? column)
    {
        var reading = TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {level}");

        Assert.Equal(column is null ? null : $"SELECT COUNT(*) FROM assaults WHERE {column}", reading.Query?.Text);
    }

    [Fact]
    public void A_condition_on_a_level_of_time_keeps_the_months_right() =>
        Assert.Equal(
            ["2025-01", "2025-02", "2025-03"],
            TestDictionary.Query("SELECT COUNT(*) FROM assaults WHERE month_quarter = '2025-Q1'").Months.Select(month => month.ToString()));

    [Theory]
    [InlineData("area_sector = 'east'", "'east' is no code of area_sector")]
    [InlineData("area_sector > 'north'", "the codes of area_sector have no order")]
    [InlineData("month_year < '2024'", "the condition is false for every row")]
    [InlineData("month_year = '2023'", "'2023' is no code of month_year")]
    public void A_condition_that_no_level_has_is_refused(string where, string message) =>
        Assert.Contains(message, TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {where}").Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_level_that_is_selected_must_be_grouped_by() =>
        Assert.Contains("area_sector is selected and not grouped by",
            TestDictionary.Reading("SELECT area_sector, COUNT(*) FROM assaults GROUP BY area").Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void Levels_decide_together_what_neither_does_alone()
    {
        var injuries = TestDictionary.Shared.Datasets["injuries"];
        var (weekday, year, quarter) = (injuries.Level("date_weekday")!, injuries.Level("date_year")!, injuries.Level("date_quarter")!);
        var saturdays = TestDictionary.Query("SELECT COUNT(*) FROM injuries WHERE date_weekday = 'sat' AND date_year = 2021").Where!;

        Assert.True(Dimension.Decide([weekday, year], saturdays));
        Assert.True(Dimension.Decide([quarter, weekday, TestDictionary.Assaults.Level("area_sector")!], saturdays));
        Assert.False(Dimension.Decide([weekday], saturdays));
        Assert.False(Dimension.Decide([year, quarter], saturdays));
        Assert.False(Dimension.Decide([weekday, year], TestDictionary.Query("SELECT COUNT(*) FROM injuries WHERE date_weekday = 'sat' AND date >= '2021-06-01'").Where!));
        Assert.False(Dimension.Decide([], saturdays));
    }

    [Fact]
    public void A_level_decides_the_conditions_that_never_part_its_groups()
    {
        var year = TestDictionary.Assaults.Level("month_year")!;

        Assert.True(Dimension.Decide([year], Where("month_year = '2025'")));
        Assert.True(Dimension.Decide([year], Where("month >= '2025-01'")));
        Assert.False(Dimension.Decide([year], Where("month >= '2025-02'")));
        Assert.False(Dimension.Decide([year], Where("month_quarter = '2025-Q1'")));
        Assert.False(Dimension.Decide([year], Where("method = 'fist'")));

        static Predicate Where(string condition) => TestDictionary.Query($"SELECT COUNT(*) FROM assaults WHERE {condition}").Where!;
    }

    [Fact]
    public void A_level_that_shares_its_name_with_a_column_is_an_error_of_the_dictionary()
    {
        var json = TestDictionary.Json.Replace("\"name\": \"score\"", "\"name\": \"area_sector\"", StringComparison.Ordinal);

        var error = Assert.Single(Assert.Throws<DictionaryException>(() => TestDictionary.Read(json)).Errors);
        Assert.Equal("/datasets/assaults/columns", error.Place);
        Assert.Contains("area_sector is the name of a level of area", error.Message, StringComparison.Ordinal);
    }
}
