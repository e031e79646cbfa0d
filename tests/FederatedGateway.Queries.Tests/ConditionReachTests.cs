namespace FederatedGateway.Queries.Tests;

public sealed class ConditionReachTests
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
    public void A_value_left_out_has_no_row_that_meets_the_condition()
    {
        var random = new RandomPredicate(new Seeded(4));
        for (var i = 0; i < 2_000; i++)
        {
            var predicate = random.Next(depth: 4);
            var reach = new ConditionReach(predicate);
            for (var j = 0; j < 20; j++)
            {
                var row = random.Row();

                Assert.True(RandomPredicate.Truth(predicate, row) is false
                    || RandomPredicate.Listed.All(column => reach.PlacesOf(column).Contains(ColumnValues.Of(column).ToList().IndexOf(row[column.Name]))));
            }
        }
    }

    [Fact]
    public void Values_agree_with_three_valued_logic_by_definition()
    {
        var random = new RandomPredicate(new Seeded(5));
        for (var i = 0; i < 2_000; i++)
        {
            var predicate = random.Next(depth: 4);
            foreach (var column in RandomPredicate.Listed)
            {
                var expected = ColumnValues.Of(column).Index()
                    .Where(value => RandomPredicate.Truth(predicate, new Dictionary<string, Literal> { [column.Name] = value.Item }) is not false)
                    .Select(value => value.Index);

                Assert.Equal(expected, new ConditionReach(predicate).PlacesOf(column));
            }
        }
    }

    [Theory]
    [InlineData("month < '2025-01' AND month > '2025-01'", "the condition is false for every row")]
    [InlineData("method = 'fist' AND method = 'glass'", "the condition is false for every row")]
    [InlineData("area_sector = 'south' AND area = 'castle' OR method = 'fist' AND area = 'mill' AND area = 'quay'", "the condition is false for every row")]
    public void A_condition_that_no_value_of_a_column_meets_is_refused(string where, string message) =>
        Assert.Contains(message, TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {where}").Error!.Message, StringComparison.Ordinal);
}
