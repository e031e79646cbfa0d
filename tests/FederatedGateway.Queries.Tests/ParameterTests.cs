namespace FederatedGateway.Queries.Tests;

public sealed class ParameterTests
{
    private const string Template = "SELECT COUNT(*) FROM assaults WHERE month BETWEEN @from AND @to AND method IN (@method)";

    [Fact]
    public void A_parameter_takes_the_place_of_one_literal() =>
        Assert.Equal(
            "SELECT COUNT(*) FROM assaults WHERE method = 'fist' AND month BETWEEN '2025-01' AND '2025-02'",
            TestDictionary.Reading(Template, ("from", "2025-01"), ("@TO", "2025-02"), ("method", "fist")).Query!.Text);

    [Theory]
    [InlineData("fist') OR method IN ('glass")]
    [InlineData("'fist'")]
    [InlineData("fist, glass")]
    [InlineData("")]
    public void A_parameter_is_never_read_as_SQL(string value) =>
        Assert.Contains("is no code of method", TestDictionary.Reading(Template, ("from", "2025-01"), ("to", "2025-02"), ("method", value)).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_parameter_is_named()
    {
        var error = TestDictionary.Reading(Template, ("from", "2025-01"), ("method", "fist")).Error!;

        Assert.Equal("no value is given for '@to'", error.Message);
        Assert.Contains("@from, @method", error.Accepted, StringComparison.Ordinal);
        Assert.Equal((1, Template.IndexOf("@to", StringComparison.Ordinal) + 1), (error.Line, error.Column));
    }

    [Fact]
    public void A_parameter_that_is_not_used_is_refused() =>
        Assert.Equal("parameter '@form' is given and not used", TestDictionary.Reading("SELECT COUNT(*) FROM assaults", ("form", "x")).Error!.Message);

    [Fact]
    public void The_same_parameter_twice_is_refused() =>
        Assert.Contains("given twice", TestDictionary.Reading(Template, ("from", "2025-01"), ("FROM", "2025-02")).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("12.5", "12.5")]
    [InlineData("-4.5", "-4.5")]
    [InlineData("1e2", null)]
    [InlineData("1.", null)]
    [InlineData("--1", null)]
    [InlineData("1.2.3", null)]
    [InlineData(" 1", null)]
    [InlineData("", null)]
    public void A_number_parameter_is_plain_decimal(string value, string? canonical)
    {
        var reading = TestDictionary.Reading("SELECT COUNT(*) FROM assaults WHERE wait >= @w", ("w", value));

        Assert.Equal(canonical is null ? null : $"SELECT COUNT(*) FROM assaults WHERE wait >= {canonical}", reading.Query?.Text);
    }
}
