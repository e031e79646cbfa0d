namespace FederatedGateway.Queries.Tests;

public sealed class FunctionTests
{
    private const string Sharp = "CASE WHEN method = 'fist' THEN 'body' ELSE 'weapon' END";

    [Theory]
    [InlineData("CASE method WHEN 'fist' THEN 'body' ELSE 'weapon' END")]
    [InlineData("CASE method WHEN 'sharp_object' THEN 'weapon' WHEN 'glass' THEN 'weapon' WHEN 'fist' THEN 'body' END")]
    [InlineData("case when method in ('glass', 'sharp_object') then 'weapon' else 'body' end")]
    [InlineData("CASE WHEN NOT method <> 'fist' THEN 'body' WHEN method = 'fist' THEN 'never' ELSE 'weapon' END")]
    [InlineData("CASE WHEN (method = 'glass' OR method = 'sharp_object') THEN 'weapon' WHEN method <> 'glass' THEN 'body' END")]
    [InlineData("CASE CASE method WHEN 'fist' THEN 'f' ELSE 'g' END WHEN 'f' THEN 'body' ELSE 'weapon' END")]
    public void One_mapping_has_one_text(string written)
    {
        var query = TestDictionary.Query($"SELECT {written} AS how, COUNT(*) FROM assaults GROUP BY {written}");

        Assert.Equal($"SELECT {Sharp}, COUNT(*) FROM assaults GROUP BY {Sharp}", query.Text);
        Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
        Assert.Equal(["weapon", "body"], query.GroupBy[0].Codes!.Select(code => code.Id));
        Assert.Equal([0, 1, 0], query.GroupBy[0].Map);
        Assert.Equal(["body", "weapon"], query.Grid().Select(key => key[0]));
    }

    [Fact]
    public void What_is_selected_may_be_written_otherwise_than_what_is_grouped_by()
    {
        var reading = TestDictionary.Reading($"SELECT CASE method WHEN 'fist' THEN 'body' ELSE 'weapon' END, COUNT(*) FROM assaults GROUP BY {Sharp}");

        Assert.Equal("method_case", reading.Output[0].Heading);
    }

    [Fact]
    public void Two_functions_of_one_column_are_one_question_that_reads_back()
    {
        const string Other = "CASE method WHEN 'glass' THEN 'glass' ELSE 'no_glass' END";
        var query = TestDictionary.Query($"SELECT COUNT(*) FROM assaults GROUP BY {Sharp}, {Other}");
        Assert.Equal(2, query.GroupBy.Count);
        Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
        Assert.Equal(
            ["method_case", "method_case_2", "count"],
            TestDictionary.Reading($"SELECT {Sharp}, {Other}, COUNT(*) FROM assaults GROUP BY {Sharp}, {Other}").Output.Select(output => output.Heading));
    }

    [Theory]
    [InlineData("CASE WHEN area IN ('castle', 'abbey') THEN 'north' ELSE 'south' END", "area_sector")]
    [InlineData("CASE WHEN month < '2025-01' THEN '2024' ELSE '2025' END", "month_year")]
    [InlineData("CASE method WHEN 'fist' THEN 'fist' ELSE method END", "method")]
    [InlineData("YEAR(month)", "month_year")]
    [InlineData("DATEPART(yyyy, Month)", "month_year")]
    [InlineData("DATEPART(mm, month)", "MONTH(month)")]
    [InlineData("datepart(q, month)", "DATEPART(quarter, month)")]
    public void A_mapping_that_has_a_name_is_called_by_it(string written, string name)
    {
        var query = TestDictionary.Query($"SELECT {written}, COUNT(*) FROM assaults GROUP BY {written}");

        Assert.Equal($"SELECT {name}, COUNT(*) FROM assaults GROUP BY {name}", query.Text);
        Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
    }

    [Fact]
    public void Else_and_the_column_keeps_the_other_codes() =>
        Assert.Equal(
            ["sharp", "fist", "glass"],
            TestDictionary.Query("SELECT COUNT(*) FROM assaults GROUP BY CASE method WHEN 'sharp_object' THEN 'sharp' ELSE method END").GroupBy[0].Codes!.Select(code => code.Id));

    [Fact]
    public void Months_of_the_year_stand_in_their_order()
    {
        var months = TestDictionary.Query("SELECT COUNT(*) FROM assaults GROUP BY MONTH(month)").GroupBy[0];

        Assert.Equal(["1", "2", "3", "4", "11", "12"], months.Codes!.Select(code => code.Id));
        Assert.Equal([4, 5, 0, 1, 2, 3], months.Map);
    }

    [Theory]
    [InlineData("YEAR(month) = 2024", "month <= '2024-12'")]
    [InlineData("MONTH(month) BETWEEN 11 AND 12", "month <= '2024-12'")]
    [InlineData("MONTH(month) IN (1, '2')", "month BETWEEN '2025-01' AND '2025-02'")]
    [InlineData("DATEPART(quarter, month) > 2", "month <= '2024-12'")]
    [InlineData("CASE method WHEN 'fist' THEN 'a' ELSE 'b' END = 'a'", "method = 'fist'")]
    public void A_condition_on_a_function_is_one_on_its_column(string written, string canonical) =>
        Assert.Equal($"SELECT COUNT(*) FROM assaults WHERE {canonical}", TestDictionary.Query($"SELECT COUNT(*) FROM assaults WHERE {written}").Text);

    [Theory]
    [InlineData("CASE method WHEN 'fist' THEN 'a' END", "sharp_object of method would have no label")]
    [InlineData("CASE method WHEN 'knife' THEN 'a' ELSE 'b' END", "'knife' is no code of method")]
    [InlineData("CASE method WHEN 'fist' THEN 'a' ELSE 'a' END", "under one label")]
    [InlineData("CASE method WHEN 'fist' THEN 'no label' ELSE 'b' END", "this cannot be a label")]
    [InlineData("CASE method WHEN 'fist' THEN '' ELSE 'b' END", "this cannot be a label")]
    [InlineData("CASE method WHEN 'fist' THEN area ELSE 'b' END", "this cannot be a label")]
    [InlineData("CASE method WHEN 'fist' THEN 1 ELSE 'b' END", "this cannot be a label")]
    [InlineData("CASE WHEN method = 'fist' THEN 'a' WHEN area = 'mill' THEN 'b' ELSE 'c' END", "about one column")]
    [InlineData("CASE WHEN wait < 30 THEN 'short' ELSE 'long' END", "wait has no list of values")]
    [InlineData("CASE lsoa WHEN 'W01' THEN 'a' ELSE 'b' END", "lsoa has no list of values")]
    [InlineData("CASE person WHEN 'x' THEN 'a' ELSE 'b' END", "person is the privacy unit")]
    [InlineData("YEAR(method)", "method holds no months or dates")]
    [InlineData("YEAR(month, month)", "'YEAR' cannot be used like this")]
    [InlineData("DATEPART(day, month)", "month holds months, which have no days")]
    [InlineData("DAY(month)", "month holds months, which have no days")]
    [InlineData("DATEPART(month)", "'DATEPART' cannot be used like this")]
    public void A_function_that_is_no_mapping_is_refused(string written, string message) =>
        Assert.Contains(message, TestDictionary.Reading($"SELECT COUNT(*) FROM assaults GROUP BY {written}").Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void Labels_can_be_parameters_and_never_SQL()
    {
        const string Sql = "SELECT COUNT(*) FROM assaults GROUP BY CASE method WHEN 'fist' THEN @label ELSE 'b' END";

        Assert.Contains("THEN 'a'", TestDictionary.Reading(Sql, ("label", "a")).Query!.Text, StringComparison.Ordinal);
        Assert.Equal("this cannot be a label", TestDictionary.Reading(Sql, ("label", "a' ELSE 'c")).Error!.Message);
    }

    [Fact]
    public void Nested_CASE_counts_as_depth() =>
        Assert.Equal(
            "the nesting is too deep",
            TestDictionary.Reading($"SELECT COUNT(*) FROM assaults GROUP BY {string.Concat(Enumerable.Repeat("CASE ", 40))} method").Error!.Message);
}
