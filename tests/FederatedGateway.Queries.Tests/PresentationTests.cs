namespace FederatedGateway.Queries.Tests;

public sealed class PresentationTests
{
    private const string Sql = "SELECT month, COUNT(*) AS n, AVG(wait) FROM assaults GROUP BY month";

    [Theory]
    [InlineData(" HAVING COUNT(*) > 20")]
    [InlineData(" HAVING n > 20 AND NOT (AVG(wait) <= 5 OR [avg_wait] = 7) ORDER BY 2 DESC, month")]
    [InlineData(" ORDER BY n ASC, AVG(wait) DESC")]
    public void What_is_shown_of_an_answer_is_no_part_of_the_question(string after) =>
        Assert.Equal(TestDictionary.Query(Sql).Hash, TestDictionary.Query(Sql + after).Hash);

    [Fact]
    public void HAVING_ORDER_BY_and_TOP_are_read_over_the_selected_columns()
    {
        var presentation = TestDictionary.Reading(Sql.Replace("SELECT", "SELECT TOP (@rows)", StringComparison.Ordinal) + " HAVING n BETWEEN -2 AND 20.5 ORDER BY avg_wait DESC, 1", ("rows", "5")).Presentation;

        Assert.Equal(5, presentation.Top);
        Assert.Equal([new OrderKey(2, Descending: true), new OrderKey(0, Descending: false)], presentation.Order);
        var all = Assert.IsType<HavingAll>(presentation.Having);
        Assert.Equal([new HavingCompare(1, CompareOperator.GreaterOrEqual, -2m), new HavingCompare(1, CompareOperator.LessOrEqual, 20.5m)], all.Operands);
    }

    [Theory]
    [InlineData("n > 20", 21, true)]
    [InlineData("n > 20", 20, false)]
    [InlineData("n > 20", null, null)]
    [InlineData("NOT n > 20", 20, true)]
    [InlineData("NOT n > 20", null, null)]
    [InlineData("n > 20 OR NOT n > 20", null, null)]
    [InlineData("n NOT BETWEEN 5 AND 6", 7, true)]
    [InlineData("n = 5 AND n <> 5", 5, false)]
    [InlineData("n < 5 OR n >= 7", 7, true)]
    public void A_condition_on_a_withheld_value_is_neither_true_nor_false(string having, int? value, bool? holds) =>
        Assert.Equal(holds, TestDictionary.Reading($"{Sql} HAVING {having}").Presentation.Having!.Holds(output => output == 1 ? value : null));

    [Fact]
    public void A_rate_can_be_ordered_by()
    {
        const string Rate = "1000.0 * COUNT(*) / population.residents";
        var reading = TestDictionary.Reading($"SELECT area, COUNT(*), {Rate} FROM assaults JOIN population ON population.area = assaults.area GROUP BY area HAVING {Rate} > 2 ORDER BY {Rate} DESC");

        Assert.Equal(2, Assert.IsType<HavingCompare>(reading.Presentation.Having).Output);
        Assert.Equal(2, Assert.Single(reading.Presentation.Order).Output);
    }

    [Theory]
    [InlineData(" HAVING SUM(wait) > 5", "this is not selected")]
    [InlineData(" HAVING month = '2025-01'", "HAVING is about noisy values")]
    [InlineData(" HAVING n > AVG(wait)", "a noisy value is compared with numbers only")]
    [InlineData(" HAVING 5 < n", "a condition of HAVING begins with what it is about")]
    [InlineData(" HAVING -5 < n", "a condition of HAVING begins with what it is about")]
    [InlineData(" HAVING n IN (1, 2)", "this condition cannot be used")]
    [InlineData(" ORDER BY method", "this is not selected")]
    [InlineData(" ORDER BY 4", "this is not selected")]
    [InlineData(" ORDER BY 0", "this is not selected")]
    [InlineData(" ORDER BY 'n'", "this is not selected")]
    [InlineData(" ORDER BY n OFFSET 5 ROWS", "this cannot be used here")]
    public void What_does_not_come_back_cannot_be_named(string after, string message) =>
        Assert.Contains(message, TestDictionary.Reading(Sql + after).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("HAVING HISTOGRAM(score, 4) > 50")]
    [InlineData("HAVING bins > 50")]
    [InlineData("ORDER BY 3")]
    [InlineData("ORDER BY HISTOGRAM(score, 4) DESC")]
    public void A_histogram_is_many_values_and_none_to_compare(string after)
    {
        var error = TestDictionary.Reading($"SELECT method, COUNT(*) AS n, HISTOGRAM(score, 4) AS bins FROM assaults GROUP BY method {after}").Error!;

        Assert.Equal("bins has many values, one for each bin", error.Message);
        Assert.DoesNotContain("bins", error.Accepted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT TOP (2)", "ORDER BY area", "TOP cannot be used with ROLLUP")]
    [InlineData("SELECT", "ORDER BY n DESC", "the levels of a ROLLUP are not ordered by value")]
    [InlineData("SELECT", "ORDER BY area_sector, 3", "the levels of a ROLLUP are not ordered by value")]
    public void The_levels_of_a_rollup_are_not_ranked_by_value(string select, string after, string message) =>
        Assert.Contains(message, TestDictionary.Reading($"{select} area_sector, area, COUNT(*) AS n FROM assaults GROUP BY ROLLUP(area_sector, area) {after}").Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ORDER BY area_sector DESC, area")]
    [InlineData("HAVING n > 5")]
    public void A_rollup_can_be_ordered_by_its_codes_and_filtered(string after) =>
        Assert.Null(TestDictionary.Reading($"SELECT area_sector, area, COUNT(*) AS n FROM assaults GROUP BY ROLLUP(area_sector, area) {after}").Error);

    [Fact]
    public void A_rate_is_compared_with_six_decimals()
    {
        const string Sql = "SELECT COUNT(*) / population.residents AS each FROM assaults JOIN population ON population.area = assaults.area HAVING each > 0.000005";

        Assert.Equal(0.000005m, Assert.IsType<HavingCompare>(TestDictionary.Reading(Sql).Presentation.Having).Value);
    }

    [Theory]
    [InlineData("TOP 5", "", "this TOP cannot be used")]
    [InlineData("TOP 5 PERCENT", " ORDER BY n", "'PERCENT' cannot be used")]
    [InlineData("TOP (0)", " ORDER BY n", "outside the bounds of the number of rows")]
    [InlineData("TOP (5) WITH TIES", " ORDER BY n", "'WITH' cannot be used")]
    public void TOP_says_of_what(string top, string after, string message) =>
        Assert.Contains(message, TestDictionary.Reading(Sql.Replace("SELECT", $"SELECT {top}", StringComparison.Ordinal) + after).Error!.Message, StringComparison.Ordinal);
}
