namespace FederatedGateway.Queries.Tests;

public sealed class SqlReaderTests
{
    [Theory]
    [InlineData("SELECT COUNT(*) FROM assaults", "SELECT COUNT(*) FROM assaults")]
    [InlineData("select Count( * ) from Assaults ;", "SELECT COUNT(*) FROM assaults")]
    [InlineData("/* why */ SELECT COUNT(*) -- all\nFROM assaults", "SELECT COUNT(*) FROM assaults")]
    [InlineData("SELECT [method], COUNT(*) FROM \"assaults\" GROUP BY \"method\"", "SELECT method, COUNT(*) FROM assaults GROUP BY method")]
    [InlineData("SELECT method, month, AVG(wait), SUM(wait), COUNT(DISTINCT person), COUNT(*) FROM assaults GROUP BY month, method",
        "SELECT method, month, COUNT(*), COUNT(DISTINCT person), SUM(wait), AVG(wait) FROM assaults GROUP BY method, month")]
    [InlineData("SELECT AVG(wait), AVG(score) FROM assaults", "SELECT AVG(score), AVG(wait) FROM assaults")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY month, month", "SELECT month, COUNT(*) FROM assaults GROUP BY month")]
    public void A_question_has_one_canonical_text(string sql, string canonical) => Assert.Equal(canonical, TestDictionary.Query(sql).Text);

    [Theory]
    [InlineData("method = 'fist'", "method = 'fist'")]
    [InlineData("method = N'fist'", "method = 'fist'")]
    [InlineData("method != 'fist'", "method <> 'fist'")]
    [InlineData("((method = 'fist'))", "method = 'fist'")]
    [InlineData("method IN ('glass', 'fist', 'glass')", "method <> 'sharp_object'")]
    [InlineData("method IN ('fist', 'fist')", "method = 'fist'")]
    [InlineData("method NOT IN ('fist')", "method <> 'fist'")]
    [InlineData("NOT method IN ('fist', 'glass')", "method = 'sharp_object'")]
    [InlineData("NOT NOT method = 'fist'", "method = 'fist'")]
    [InlineData("NOT wait < 3", "wait >= 3")]
    [InlineData("NOT (month BETWEEN '2025-01' AND '2025-02')", "month NOT BETWEEN '2025-01' AND '2025-02'")]
    [InlineData("month NOT BETWEEN '2025-01' AND '2025-02'", "month NOT BETWEEN '2025-01' AND '2025-02'")]
    [InlineData("month >= '2025-01' AND month <= '2025-02'", "month BETWEEN '2025-01' AND '2025-02'")]
    [InlineData("wait <= 5 AND (wait >= 1 AND method = 'fist') AND wait >= 2 AND wait BETWEEN 0 AND 7", "method = 'fist' AND wait BETWEEN 2 AND 5")]
    [InlineData("wait <= 2 OR wait >= 5", "wait NOT BETWEEN 2.1 AND 4.9")]
    [InlineData("month <> '2024-11' AND month NOT IN ('2024-12', '2025-01')", "month >= '2025-02'")]
    [InlineData("month IN ('2024-11', '2024-12', '2025-01')", "month <= '2025-01'")]
    [InlineData("month IN ('2024-11', '2025-01', '2025-02', '2025-04')", "month NOT IN ('2024-12', '2025-03')")]
    [InlineData("score IN (1, 2, 3, 7) OR score > 9", "score BETWEEN 1 AND 3 OR score IN (7, 10)")]
    [InlineData("score <> 2 AND score NOT BETWEEN 4 AND 6 AND score NOT IN (8)", "score NOT BETWEEN 4 AND 6 AND score NOT IN (2, 8)")]
    [InlineData("lsoa IN ('W01', 'W02') AND lsoa <> 'W02'", "lsoa = 'W01'")]
    [InlineData("lsoa <> 'W02' AND NOT lsoa = 'W01'", "lsoa NOT IN ('W01', 'W02')")]
    [InlineData("NOT (wait >= 1 AND wait <= 2)", "wait NOT BETWEEN 1 AND 2")]
    [InlineData("wait IN (10, 9.50, -5)", "wait IN (-5, 9.5, 10)")]
    [InlineData("wait > 012.0", "wait >= 12.1")]
    [InlineData("wait > -0.0", "wait >= 0.1")]
    [InlineData("lsoa = 'it''s'", "lsoa = 'it''s'")]
    [InlineData("wait > 1 AND (method = 'fist' AND wait > 1) AND area = 'mill'", "area = 'mill' AND method = 'fist' AND wait >= 1.1")]
    [InlineData("wait > 1 OR method = 'fist' AND area = 'mill'", "area = 'mill' AND method = 'fist' OR wait >= 1.1")]
    [InlineData("(wait > 1 OR method = 'fist') AND area = 'mill'", "area = 'mill' AND (method = 'fist' OR wait >= 1.1)")]
    [InlineData("NOT (wait > 1 OR method = 'fist')", "method <> 'fist' AND wait <= 1")]
    [InlineData("area = 'mill' AND method = 'fist' OR area = 'mill' AND wait > 1", "area = 'mill' AND (method = 'fist' OR wait >= 1.1)")]
    [InlineData("method = 'fist' OR method = 'glass' AND wait > 1 OR wait <= 1 AND method = 'glass'", "method <> 'sharp_object'")]
    [InlineData("area = 'mill' AND wait > 1 OR area = 'castle' AND score = 3", "area = 'castle' AND score = 3 OR area = 'mill' AND wait >= 1.1")]
    public void A_condition_has_one_canonical_text(string where, string canonical) =>
        Assert.Equal($"SELECT COUNT(*) FROM assaults WHERE {canonical}", TestDictionary.Query($"SELECT COUNT(*) FROM assaults WHERE {where}").Text);

    [Theory]
    [InlineData("area IN ('mill', 'castle', 'quay', 'abbey', 'bridge')")]
    [InlineData("score >= 0 OR method = 'fist'")]
    [InlineData("month <= '2025-04' AND wait BETWEEN -5 AND 240.5")]
    [InlineData("lsoa = 'W01' OR lsoa <> 'W01'")]
    [InlineData("method = 'fist' AND score > 3 OR method <> 'fist' OR score <= 3")]
    public void A_condition_that_every_row_meets_is_none(string where) =>
        Assert.Equal("SELECT COUNT(*) FROM assaults", TestDictionary.Query($"SELECT COUNT(*) FROM assaults WHERE {where}").Text);

    [Theory]
    [InlineData("wait >= 5 AND wait <= 2")]
    [InlineData("method = 'fist' AND method = 'glass'")]
    [InlineData("lsoa = 'W01' AND lsoa = 'W02'")]
    [InlineData("score < 0")]
    [InlineData("month > '2025-04'")]
    [InlineData("(method = 'fist' OR score > 3) AND method <> 'fist' AND score <= 3")]
    public void A_condition_that_no_row_meets_is_refused_before_anything_is_charged(string where)
    {
        var error = TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {where}").Error!;

        Assert.Equal(("the condition is false for every row, so there is nothing to ask", 1, 31), (error.Message, error.Line, error.Column));
        Assert.Contains("2024-11 to 2025-04", error.Accepted, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_keeps_the_order_and_aliases_of_the_asker()
    {
        var reading = TestDictionary.Reading("SELECT COUNT(*) AS n, month, [average wait] = AVG(wait), method, COUNT(*) FROM assaults GROUP BY method, month");

        Assert.Equal(
            [new("n", null, 0), new("month", 1, null), new("average wait", null, 1), new("method", 0, null), new OutputColumn("count", null, 0)],
            reading.Output);
        Assert.Equal(["count", "avg_wait"], reading.Query!.Measures.Select(measure => measure.Name));
    }

    [Fact]
    public void Aliases_and_spelling_do_not_change_the_hash()
    {
        var plain = TestDictionary.Query("SELECT month, COUNT(DISTINCT person) FROM assaults GROUP BY month");
        var dressed = TestDictionary.Query("SELECT COUNT(DISTINCT Person) AS people, [month] AS m\r\nFROM assaults GROUP BY month");

        Assert.Equal(plain.Hash, dressed.Hash);
        Assert.Equal("count_distinct_person", plain.Measures[0].Name);
        Assert.NotEqual(plain.Hash, TestDictionary.Query("SELECT month, COUNT(*) FROM assaults GROUP BY month").Hash);
    }

    [Fact]
    public void The_hash_is_the_SHA_256_of_the_text() =>
        Assert.Equal(
            "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("SELECT COUNT(*) FROM assaults"u8)),
            TestDictionary.Query("SELECT COUNT(*) FROM assaults").Hash);

    [Fact]
    public void Numbers_are_read_in_fixed_point()
    {
        var compare = Assert.IsType<ComparePredicate>(TestDictionary.Query("SELECT COUNT(*) FROM assaults WHERE wait >= 12.5").Where);

        Assert.Equal((CompareOperator.GreaterOrEqual, new NumberLiteral(125)), (compare.Operator, compare.Value));
    }
}
