namespace FederatedGateway.Queries.Tests;

public sealed class ValueTests
{
    [Theory]
    [InlineData("2025-01", true)]
    [InlineData("9999-12", true)]
    [InlineData("0000-01", false)]
    [InlineData("2025-00", false)]
    [InlineData("2025-13", false)]
    [InlineData("2025-1", false)]
    [InlineData("2025/01", false)]
    [InlineData(" 025-01", false)]
    [InlineData("+025-01", false)]
    [InlineData("２０２５-01", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_month_is_four_digits_a_hyphen_and_two_digits(string? text, bool valid)
    {
        Assert.Equal(valid, YearMonth.TryParse(text, out var month));
        Assert.Equal(valid ? text : "0000-00", month.ToString());
    }

    [Fact]
    public void Months_follow_each_other_over_the_year() =>
        Assert.Equal(["2024-11", "2024-12", "2025-01", "2025-02"], Enumerable.Range(0, 4).Select(months => new YearMonth(2024, 11).After(months).ToString()));

    [Fact]
    public void A_wrong_month_is_a_format_error() => Assert.Throws<FormatException>(() => YearMonth.Parse("January"));

    [Theory]
    [InlineData("12.5", false, 1, 125L)]
    [InlineData("12.50", false, 1, 125L)]
    [InlineData("12", true, 2, -1200L)]
    [InlineData("0.01", false, 1, null)]
    [InlineData("000012", false, 0, 12L)]
    [InlineData("0", true, 0, 0L)]
    [InlineData(".5", false, 1, 5L)]
    [InlineData("99999999999999999999", false, 0, long.MaxValue)]
    [InlineData("999999999999999999", false, 6, long.MaxValue)]
    [InlineData("99999999999999999999", true, 0, -long.MaxValue)]
    public void Decimals_become_fixed_point_exactly(string digits, bool negative, int decimals, long? value) =>
        Assert.Equal(value, FixedPoint.Parse(digits, negative, decimals));

    [Theory]
    [InlineData(125, 1, "12.5")]
    [InlineData(120, 1, "12")]
    [InlineData(-5, 2, "-0.05")]
    [InlineData(0, 3, "0")]
    [InlineData(long.MinValue, 0, "-9223372036854775808")]
    public void Fixed_point_is_written_with_as_few_digits_as_hold_it(long value, int decimals, string text) =>
        Assert.Equal(text, FixedPoint.Format(value, decimals));

    [Theory]
    [InlineData("W01", true)]
    [InlineData("it's", true)]
    [InlineData("W01\n", false)]
    [InlineData("W01it's", false)]
    [InlineData("xW01", false)]
    public void A_pattern_fits_the_whole_value(string value, bool fits) =>
        Assert.Equal(fits, ((PatternType)TestDictionary.Assaults.Column("lsoa")!.Type).Matches(value));
}
