namespace FederatedGateway.Queries.Tests;

public sealed class MonthReachTests
{
    [Theory]
    [InlineData("", "2024-11 2024-12 2025-01 2025-02 2025-03 2025-04")]
    [InlineData(" WHERE month = '2025-01'", "2025-01")]
    [InlineData(" WHERE month >= '2025-01' AND month < '2025-03'", "2025-01 2025-02")]
    [InlineData(" WHERE month NOT BETWEEN '2024-12' AND '2025-03'", "2024-11 2025-04")]
    [InlineData(" WHERE month IN ('2025-04', '2024-11')", "2024-11 2025-04")]
    [InlineData(" WHERE month = '2025-01' AND method = 'fist'", "2025-01")]
    [InlineData(" WHERE month = '2025-01' OR method = 'fist'", "2024-11 2024-12 2025-01 2025-02 2025-03 2025-04")]
    [InlineData(" WHERE NOT (month = '2025-01' OR method = 'fist')", "2024-11 2024-12 2025-02 2025-03 2025-04")]
    [InlineData(" WHERE NOT (month <> '2025-01' AND method = 'fist')", "2024-11 2024-12 2025-01 2025-02 2025-03 2025-04")]
    public void Months_are_those_where_the_condition_can_be_true(string where, string months) =>
        Assert.Equal(months, string.Join(' ', TestDictionary.Query("SELECT COUNT(*) FROM assaults" + where).Months));

    [Fact]
    public void A_month_left_out_has_no_row_that_meets_the_condition()
    {
        var random = new RandomPredicate(new Seeded(4));
        for (var i = 0; i < 2_000; i++)
        {
            var predicate = random.Next(depth: 4);
            var months = MonthReach.Of(TestDictionary.Assaults, predicate);
            for (var j = 0; j < 20; j++)
            {
                var row = random.Row();

                Assert.True(RandomPredicate.Truth(predicate, row) is false || months.Contains(((MonthLiteral)row["month"]).Month));
            }
        }
    }

    [Fact]
    public void Months_agree_with_three_valued_logic_by_definition()
    {
        var random = new RandomPredicate(new Seeded(5));
        for (var i = 0; i < 2_000; i++)
        {
            var predicate = random.Next(depth: 4);
            var period = TestDictionary.Assaults.Period;
            var expected = YearMonth.Range(period.From, period.Until)
                .Where(month => RandomPredicate.Truth(predicate, new Dictionary<string, Literal> { ["month"] = new MonthLiteral(month) }) is not false);

            Assert.Equal(expected, MonthReach.Of(TestDictionary.Assaults, predicate));
        }
    }
}
