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
    [InlineData("method IN ('glass', 'fist', 'glass')", "method IN ('fist', 'glass')")]
    [InlineData("method IN ('fist', 'fist')", "method = 'fist'")]
    [InlineData("method NOT IN ('fist')", "method <> 'fist'")]
    [InlineData("NOT method IN ('fist', 'glass')", "method NOT IN ('fist', 'glass')")]
    [InlineData("NOT NOT method = 'fist'", "method = 'fist'")]
    [InlineData("NOT wait < 3", "wait >= 3")]
    [InlineData("NOT (month BETWEEN '2025-01' AND '2025-02')", "month NOT BETWEEN '2025-01' AND '2025-02'")]
    [InlineData("month NOT BETWEEN '2025-01' AND '2025-02'", "month NOT BETWEEN '2025-01' AND '2025-02'")]
    [InlineData("month >= '2025-01' AND month <= '2025-02'", "month BETWEEN '2025-01' AND '2025-02'")]
    [InlineData("wait <= 5 AND (wait >= 1 AND method = 'fist') AND wait >= 2 AND wait BETWEEN 0 AND 7", "method = 'fist' AND wait BETWEEN 2 AND 5")]
    [InlineData("wait >= 5 AND wait <= 2", "wait <= 2 AND wait >= 5")]
    [InlineData("NOT (wait >= 1 AND wait <= 2)", "wait NOT BETWEEN 1 AND 2")]
    [InlineData("wait IN (10, 9.50, -5)", "wait IN (-5, 9.5, 10)")]
    [InlineData("wait > 012.0", "wait > 12")]
    [InlineData("wait > -0.0", "wait > 0")]
    [InlineData("lsoa = 'it''s'", "lsoa = 'it''s'")]
    [InlineData("wait > 1 AND (method = 'fist' AND wait > 1) AND area = 'mill'", "area = 'mill' AND method = 'fist' AND wait > 1")]
    [InlineData("wait > 1 OR method = 'fist' AND area = 'mill'", "area = 'mill' AND method = 'fist' OR wait > 1")]
    [InlineData("(wait > 1 OR method = 'fist') AND area = 'mill'", "area = 'mill' AND (method = 'fist' OR wait > 1)")]
    [InlineData("NOT (wait > 1 OR method = 'fist')", "NOT (method = 'fist' OR wait > 1)")]
    public void A_condition_has_one_canonical_text(string where, string canonical) =>
        Assert.Equal($"SELECT COUNT(*) FROM assaults WHERE {canonical}", TestDictionary.Query($"SELECT COUNT(*) FROM assaults WHERE {where}").Text);

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
