using System.Text.Json.Nodes;

namespace FederatedGateway.Queries.Tests;

public sealed class SqlRefusalTests
{
    [Theory]
    [InlineData("", 1, "no statement")]
    [InlineData("-- nothing", 1, "no statement")]
    [InlineData(";", 1, "no statement")]
    [InlineData("DELETE FROM assaults", 1, "'DELETE' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults; SELECT COUNT(*) FROM calls", 32, "more than one statement")]
    [InlineData("SELECT COUNT(*) FROM assaults SELECT COUNT(*) FROM calls", 31, "more than one statement")]
    [InlineData("SELECT TOP 5 COUNT(*) FROM assaults", 8, "this TOP cannot be used")]
    [InlineData("SELECT DISTINCT COUNT(*) FROM assaults", 1, "SELECT DISTINCT cannot be used")]
    [InlineData("SELECT COUNT(*)", 1, "FROM is missing")]
    [InlineData("SELECT COUNT(*) FROM assaults JOIN calls ON 1 = 1", 36, "'calls' is no public table")]
    [InlineData("SELECT COUNT(*) FROM assaults, calls", 32, "only one dataset")]
    [InlineData("SELECT COUNT(*) FROM (SELECT COUNT(*) FROM assaults) x", 17, "only one dataset")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE month IN (SELECT month FROM calls)", 37, "a question within a question")]
    [InlineData("SELECT COUNT(*) FROM assaults HAVING AVG(wait) > 5", 38, "this is not selected")]
    [InlineData("SELECT COUNT(*) FROM assaults ORDER BY 2", 40, "this is not selected")]
    [InlineData("SELECT COUNT(*) FROM assaults UNION SELECT COUNT(*) FROM calls", 31, "'UNION' cannot be used")]
    [InlineData("WITH x AS (SELECT 1) SELECT COUNT(*) FROM x", 1, "'WITH' cannot be used")]
    [InlineData("SELECT COUNT(*) INTO t FROM assaults", 17, "'INTO' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults FOR JSON AUTO", 31, "'FOR' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults OPTION (RECOMPILE)", 31, "'OPTION' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults WITH (NOLOCK)", 31, "'WITH' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults (NOLOCK)", 32, "this cannot be used here")]
    [InlineData("SELECT COUNT(*) FROM assaults a", 31, "alias 'a'")]
    [InlineData("SELECT COUNT(*) FROM dbo.assaults", 17, "only one dataset")]
    [InlineData("SELECT COUNT(*) FROM assault", 22, "no dataset 'assault'")]
    [InlineData("SELECT COUNT(*) + 1 FROM assaults", 17, "'+' cannot be used")]
    [InlineData("SELECT COUNT(*) - 1 FROM assaults", 8, "this arithmetic cannot be used")]
    [InlineData("SELECT -COUNT(*) FROM assaults", 8, "this cannot be selected")]
    [InlineData("SELECT 1 FROM assaults", 8, "this cannot be selected")]
    [InlineData("SELECT * FROM assaults", 8, "this cannot be selected")]
    [InlineData("SELECT @x = COUNT(*) FROM assaults", 8, "this cannot be selected")]
    [InlineData("SELECT month FROM assaults GROUP BY month", 8, "no measure")]
    [InlineData("SELECT CASE WHEN 1 = 1 THEN 1 END FROM assaults", 18, "a condition begins with a column")]
    [InlineData("SELECT COUNT(*) OVER () FROM assaults", 17, "'OVER' cannot be used")]
    [InlineData("SELECT COUNT(method) FROM assaults", 14, "COUNT of a column")]
    [InlineData("SELECT COUNT(1) FROM assaults", 14, "COUNT of a column")]
    [InlineData("SELECT COUNT(DISTINCT method) FROM assaults", 23, "only the privacy unit")]
    [InlineData("SELECT COUNT(DISTINCT *) FROM assaults", 23, "")]
    [InlineData("SELECT SUM(DISTINCT wait) FROM assaults", 8, "'SUM' cannot be used like this")]
    [InlineData("SELECT SUM(method) FROM assaults", 12, "method does not hold numbers")]
    [InlineData("SELECT SUM(score) FROM assaults", 12, "no bounds for a unit's total")]
    [InlineData("SELECT SUM(wait - 1) FROM assaults", 12, "only a column can be measured")]
    [InlineData("SELECT MAX(wait) FROM assaults", 8, "'MAX' cannot be used like this")]
    [InlineData("SELECT dbo.SUM(wait) FROM assaults", 8, "this cannot be used here")]
    [InlineData("SELECT COUNT(*), COUNT(*) FROM assaults", 18, "two columns have the heading 'count'")]
    [InlineData("SELECT COUNT(*) AS 'n' FROM assaults", 20, "this alias cannot be used")]
    [InlineData("SELECT COUNT(*) AS [a\u001b[0m] FROM assaults", 20, "")]
    [InlineData("SELECT person, COUNT(*) FROM assaults GROUP BY person", 48, "person is the privacy unit")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE person = 'x'", 37, "person is the privacy unit")]
    [InlineData("SELECT month, COUNT(*) FROM assaults", 8, "month is selected and not grouped by")]
    [InlineData("SELECT metod, COUNT(*) FROM assaults GROUP BY metod", 47, "assaults has no column 'metod'")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY wait", 40, "wait holds numbers")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY 1", 40, "this cannot be grouped by")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY ALL month", 40, "'ALL' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY CUBE(month)", 40, "this cannot be grouped by")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY GROUPING SETS ((month))", 40, "this cannot be grouped by")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY ()", 40, "this cannot be grouped by")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY month WITH ROLLUP", 46, "'WITH' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE method = 'fits'", 46, "'fits' is no code of method")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE method = 'FIST'", 46, "'FIST' is no code of method")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE method = 1.5", 46, "method is compared with text only")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE method = area", 46, "method is compared with text only")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE method < 'fist'", 37, "the codes of method have no order")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE lsoa BETWEEN 'W01' AND 'W02'", 37, "the codes of lsoa have no order")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE lsoa = 'W1'", 44, "does not have the shape of lsoa")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE lsoa = 'W01x'", 44, "does not have the shape of lsoa")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE month = '2025-13'", 45, "is no month of month")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE month = '2024-10'", 45, "is no month of month")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE wait = 1.55", 44, "too many decimals")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE wait = 240.6", 44, "outside the bounds")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE wait = -99999999999999999999999999", 44, "outside the bounds")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE wait = 1e1", 44, "'1e1' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE wait = 0x1", 44, "'0x1' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE wait = '1'", 44, "wait is compared with numbers only")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE wait = - - 1", 44, "wait is compared with numbers only")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE wait BETWEEN 2 AND 1", 50, "nothing lies between")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE wait !< 2", 37, "this comparison cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE 1 = wait", 37, "a condition begins with a column")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE LEN(method) = 1", 37, "a condition begins with a column")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE method LIKE 'f'", 44, "'LIKE' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE method IS NULL", 44, "'IS' cannot be used")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE month = '2025-01' AND month = '2025-02'", 31, "false for every row")]
    [InlineData("SELECT COUNT(*) FROM assaults LIMIT 5", 31, "Incorrect syntax")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE method = 'fist", 46, "")]
    public void What_is_outside_the_grammar_is_refused_with_its_place(string sql, int column, string message)
    {
        var reading = TestDictionary.Reading(sql);

        Assert.Null(reading.Query);
        Assert.Empty(reading.Output);
        Assert.Contains(message, reading.Error!.Message, StringComparison.Ordinal);
        Assert.Equal((1, column), (reading.Error.Line, reading.Error.Column));
        Assert.NotEmpty(reading.Error.Accepted);
    }

    [Fact]
    public void The_place_counts_lines() =>
        Assert.Equal(
            "Line 3, column 18: 'fits' is no code of method. Accepted: one of: fist, glass, sharp_object.",
            TestDictionary.Reading("SELECT COUNT(*)\nFROM assaults\n  WHERE method = 'fits'").Error!.ToString());

    [Fact]
    public void Foreign_text_in_a_message_cannot_steer_a_terminal()
    {
        var message = TestDictionary.Reading("SELECT COUNT(*) FROM assaults WHERE method = '\u001b[2J\u202e'").Error!.ToString();

        Assert.DoesNotContain('\u001b', message);
        Assert.Contains("\\u001b[2J\\u202e", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_over_16_KiB_is_refused() =>
        Assert.Equal("the text is too long", TestDictionary.Reading("SELECT COUNT(*) FROM assaults --" + new string('é', 8_192)).Error!.Message);

    [Fact]
    public void A_text_with_a_lone_surrogate_is_refused() =>
        Assert.Contains("Unicode", TestDictionary.Reading("SELECT COUNT(*) AS [\ud800] FROM assaults").Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_question_that_grows_beyond_the_limit_in_its_canonical_form_is_refused()
    {
        // Every other of 2,000 codes lies in the level asked, so that neither they nor the others have room.
        var document = JsonNode.Parse(TestDictionary.Json)!;
        document["codelists"]!["method"]!["parentList"] = "sector";
        document["codelists"]!["method"]!["codes"] = new JsonArray([.. Enumerable.Range(0, 2_000).Select(code =>
            new JsonObject { ["id"] = $"method-number-{code}", ["title"] = "Method", ["parent"] = code % 2 == 0 ? "north" : "south" })]);
        var error = SqlReader.Read("SELECT COUNT(*) FROM assaults WHERE method_sector = 'north'", TestDictionary.Read(document.ToJsonString())).Error!;

        Assert.Equal(("the question is too long in its canonical form", "at most 16 KiB; ask in parts"), (error.Message, error.Accepted));
    }

    [Theory]
    [InlineData("(", ")", 32, true)]
    [InlineData("(", ")", 33, false)]
    [InlineData("NOT ", "", 32, true)]
    [InlineData("NOT ", "", 34, false)]
    [InlineData("(", ")", 7_000, false)]
    [InlineData("NOT ", "", 4_000, false)]
    public void Nesting_is_bounded(string open, string close, int depth, bool read)
    {
        string Repeat(string text) => string.Concat(Enumerable.Repeat(text, depth));

        var reading = TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {Repeat(open)}wait > 1{Repeat(close)}");

        Assert.Equal(read, reading.Query is not null);
        Assert.Equal(read ? null : "the nesting is too deep", reading.Error?.Message);
    }

    [Theory]
    [InlineData(257, true)]
    [InlineData(258, false)]
    public void Conditions_are_bounded(int conditions, bool read)
    {
        var where = string.Join(" OR ", Enumerable.Range(0, conditions).Select(i => $"wait > {i % 100}"));

        Assert.Equal(read, TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {where}").Query is not null);
    }

    // The tree of a product is as deep as it is long, and the walks over it are recursive.
    [Fact]
    public void A_long_product_is_refused_before_it_is_read()
    {
        var error = TestDictionary.Reading($"SELECT {string.Concat(Enumerable.Repeat("1*", 8_000))}COUNT(*) FROM assaults").Error!;

        Assert.Equal("there is too much arithmetic", error.Message);
        Assert.Null(TestDictionary.Reading($"SELECT {string.Join(", ", Enumerable.Range(0, 250).Select(i => $"COUNT(*) AS n{i}"))} FROM assaults").Error);
    }

    [Theory]
    [InlineData("JOIN")]
    [InlineData("ROLLUP")]
    [InlineData("CASE")]
    [InlineData("rate")]
    [InlineData("HAVING")]
    [InlineData("ORDER BY")]
    [InlineData("TOP")]
    public void A_syntax_error_says_all_that_is_accepted(string part) =>
        Assert.Contains(part, TestDictionary.Reading("SELECT COUNT(*) FROM").Error!.Accepted, StringComparison.Ordinal);
}
