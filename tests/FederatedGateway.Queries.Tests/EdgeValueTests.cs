using System.Text.Json.Nodes;

namespace FederatedGateway.Queries.Tests;

/// <summary>Values at the edges of their types: each is read exactly, or refused where it stands with what is accepted there.</summary>
public sealed class EdgeValueTests
{
    private const string Bounds = "a number from -5 to 240.5";

    // A period of a century about the leap day of 2000, and one that touches the last month that there can be.
    private static readonly DataDictionary Wide = WithMonths("1950-01", "2050-12");
    private static readonly DataDictionary Last = WithMonths("9990-01", "9998-12");
    private static readonly DataDictionary First = WithMonths("0002-01", "0100-12");

    [Theory]
    [InlineData("2000-02-29")] // a day, even a leap day, is no month
    [InlineData("2001-02-29")]
    [InlineData("2000-2")]
    [InlineData("2000-13")]
    [InlineData("2000-00")]
    [InlineData("0000-01")]
    [InlineData("10000-01")]
    [InlineData("-2000-01")]
    [InlineData("2000-02T00:00:00Z")]
    [InlineData("1949-12")]
    [InlineData("2051-01")]
    [InlineData("")]
    [InlineData("２０００-02")]
    public void What_is_no_month_of_the_period_is_refused_with_the_period(string month)
    {
        var error = SqlReader.Read($"SELECT COUNT(*) FROM assaults WHERE month = '{month}'", Wide).Error!;

        Assert.Equal((1, 45), (error.Line, error.Column));
        Assert.EndsWith("is no month of month", error.Message, StringComparison.Ordinal);
        Assert.Equal("'1950-01' to '2050-12'", error.Accepted);
    }

    [Fact]
    public void A_month_written_as_a_number_or_expression_is_refused()
    {
        Refused("month = 200002", 45, "month is compared with text only", "a month in single quotes");
        Refused("month = -1", 45, "month is compared with text only", "a month in single quotes");
    }

    [Fact]
    public void The_first_and_the_last_month_there_is_can_be_asked()
    {
        Assert.Equal("9998-12", Assert.Single(SqlReader.Read("SELECT COUNT(*) FROM assaults WHERE month > '9998-11'", Last).Query!.Months).ToString());
        Assert.Equal("0002-01", Assert.Single(SqlReader.Read("SELECT COUNT(*) FROM assaults WHERE month < '0002-02'", First).Query!.Months).ToString());
        Assert.Equal(["0002-Q1"], SqlReader.Read("SELECT COUNT(*) FROM assaults WHERE month < '0002-03' GROUP BY month_quarter", First).Query!.Grid().Select(key => key[0]));
        Assert.Contains("false for every row", SqlReader.Read("SELECT COUNT(*) FROM assaults WHERE month > '9998-12'", Last).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551616")]
    [InlineData("340282366920938463463374607431768211456")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("240.6")]
    [InlineData("-5.1")]
    public void A_number_beyond_the_bounds_is_refused_with_the_bounds_however_large(string number)
    {
        Refused($"wait >= {number}", 45, "is outside the bounds of wait", "-5 to 240.5");
        Assert.Contains("outside the bounds", TestDictionary.Reading("SELECT COUNT(*) FROM assaults WHERE wait >= @n", ("n", number)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.23")]
    [InlineData("0.0000000000000000000000000000000000000001")]
    [InlineData("240.50000000000000000000000000000000001")]
    public void A_number_of_too_many_decimals_is_refused_and_never_rounded(string number) =>
        Refused($"wait >= {number}", 45, "has too many decimals for wait", "1 or fewer digits after the point");

    [Theory]
    [InlineData("240.5000000000000000000000000000000000000", "wait = 240.5")]
    [InlineData("000000000000000000000000000000000000240.5", "wait = 240.5")]
    [InlineData("-5.00", "wait = -5")]
    public void Zeros_that_change_nothing_are_read(string number, string canonical) =>
        Assert.EndsWith(canonical, TestDictionary.Query($"SELECT COUNT(*) FROM assaults WHERE wait = {number}").Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("1e3")]
    [InlineData("0x1F")]
    [InlineData("$5")]
    public void A_number_in_another_notation_is_refused(string number) =>
        Refused($"wait >= {number}", 45, "cannot be used", "a number in plain decimal notation");

    [Theory]
    [InlineData("''")]
    [InlineData("'12'")]
    [InlineData("N'１２'")]
    public void Text_is_no_number(string text) => Refused($"wait >= {text}", 45, "wait is compared with numbers only", Bounds);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("fist ")]
    [InlineData("Fist")]
    [InlineData("ﬁst")] // a ligature
    [InlineData("fіst")] // a Cyrillic letter
    [InlineData("fist\u200d")]
    [InlineData("🤛")]
    public void A_code_is_compared_character_by_character(string code)
    {
        Refused($"method = '{code}'", 46, "is no code of method", "one of:");
        Assert.Contains("is no code of method", TestDictionary.Reading("SELECT COUNT(*) FROM assaults WHERE method = @m", ("m", code)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("W0")]
    [InlineData("W０１")]
    [InlineData("W01W01W01W01")]
    public void An_open_code_of_another_shape_is_refused_with_the_shape(string code) =>
        Refused($"lsoa = '{code}'", 44, "does not have the shape of lsoa", "text like ^W[0-9]{2}|it's$, at most 9 characters");

    [Theory]
    [InlineData("[мethod]")]
    [InlineData("[🤛]")]
    [InlineData("\"\u202emethod\"")]
    public void A_name_in_other_letters_is_refused_and_shown_so_that_it_harms_no_terminal(string name)
    {
        var error = TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {name} = 'fist'").Error!;

        Assert.Equal((1, 37), (error.Line, error.Column));
        Assert.StartsWith("assaults has no column '", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("one of: ", error.Accepted, StringComparison.Ordinal);
        Assert.DoesNotContain(error.ToString(), character => char.IsControl(character) || character == '\u202e');
    }

    [Theory]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(4_000)]
    [InlineData(16_000)]
    public void A_very_long_name_is_refused_in_few_words(int length)
    {
        var error = TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {new string('m', length)} = 'fist'").Error!;

        Assert.Equal(1, error.Line);
        Assert.InRange(error.ToString().Length, 1, 1_000);
        Assert.NotEmpty(error.Accepted);
    }

    [Fact]
    public void An_empty_name_or_text_is_refused()
    {
        Assert.Contains("there is no statement", TestDictionary.Reading("").Error!.Message, StringComparison.Ordinal);
        Assert.Contains("there is no statement", TestDictionary.Reading(" \t\r\n").Error!.Message, StringComparison.Ordinal);
        Assert.NotNull(TestDictionary.Reading("SELECT COUNT(*) FROM assaults WHERE [] = 'fist'").Error);
    }

    [Theory]
    [InlineData("\0", 1, 1)]
    [InlineData("SELECT COUNT(*) FROM assaults\0", 1, 30)]
    [InlineData("SELECT COUNT(*)\nFROM assaults WHERE method = 'fist\0'", 2, 35)]
    [InlineData("SELECT COUNT(*)\nFROM assaults\n\nWHERE [meth\0od] = 'fist'", 4, 12)]
    public void A_NUL_character_is_refused_where_it_stands(string sql, int line, int column)
    {
        var error = TestDictionary.Reading(sql).Error!;

        Assert.Equal(("the text has a NUL character", line, column), (error.Message, error.Line, error.Column));
        Assert.Equal("text without the character U+0000", error.Accepted);
    }

    [Fact]
    public void A_NUL_character_in_a_parameter_is_no_code() =>
        Assert.Contains("'fist\\u0000' is no code of method", TestDictionary.Reading("SELECT COUNT(*) FROM assaults WHERE method = @m", ("m", "fist\0")).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_long_literal_is_refused_where_it_stands_and_shown_cut()
    {
        var error = TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE method = '{new string('x', 10_000)}'").Error!;

        Assert.Equal((1, 46), (error.Line, error.Column));
        Assert.InRange(error.Message.Length, 1, 120);
    }

    private static void Refused(string where, int column, string message, string accepted)
    {
        var error = TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {where}").Error;

        Assert.NotNull(error);
        Assert.Equal((1, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(accepted, error.Accepted, StringComparison.Ordinal);
    }

    private static DataDictionary WithMonths(string from, string until)
    {
        var document = JsonNode.Parse(TestDictionary.Json)!;
        var month = document["datasets"]!["assaults"]!["columns"]![0]!;
        (month["from"], month["until"]) = (from, until);
        return TestDictionary.Read(document.ToJsonString());
    }
}
