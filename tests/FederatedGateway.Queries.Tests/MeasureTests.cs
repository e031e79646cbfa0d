namespace FederatedGateway.Queries.Tests;

public sealed class MeasureTests
{
    [Theory]
    [InlineData("VAR(wait)", "VARP(wait)", "var_wait")]
    [InlineData("VARP(wait)", "VARP(wait)", "var_wait")]
    [InlineData("stdev(wait)", "STDEVP(wait)", "stdev_wait")]
    [InlineData("STDEVP(wait)", "STDEVP(wait)", "stdev_wait")]
    [InlineData("approx_percentile_cont(.50) within group (order by wait asc)", "APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY wait)", "p50_wait")]
    [InlineData("APPROX_PERCENTILE_CONT(0.999) WITHIN GROUP (ORDER BY wait)", "APPROX_PERCENTILE_CONT(0.999) WITHIN GROUP (ORDER BY wait)", "p99_9_wait")]
    [InlineData("APPROX_PERCENTILE_CONT(0.05) WITHIN GROUP (ORDER BY wait)", "APPROX_PERCENTILE_CONT(0.05) WITHIN GROUP (ORDER BY wait)", "p5_wait")]
    [InlineData("HISTOGRAM(wait, 10)", "HISTOGRAM(wait, 10)", "hist_wait_10")]
    public void A_measure_has_one_spelling_and_a_name(string written, string canonical, string name)
    {
        var query = TestDictionary.Query($"SELECT {written} FROM assaults");

        Assert.Equal($"SELECT {canonical} FROM assaults", query.Text);
        Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
        Assert.Equal(name, query.Measures[0].Name);
    }

    [Theory]
    [InlineData("APPROX_PERCENTILE_CONT(0) WITHIN GROUP (ORDER BY wait)", "outside the bounds of the share of rows")]
    [InlineData("APPROX_PERCENTILE_CONT(1) WITHIN GROUP (ORDER BY wait)", "outside the bounds of the share of rows")]
    [InlineData("APPROX_PERCENTILE_CONT(0.0001) WITHIN GROUP (ORDER BY wait)", "too many decimals")]
    [InlineData("APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY wait DESC)", "a quantile says of what")]
    [InlineData("APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY wait, score)", "a quantile says of what")]
    [InlineData("APPROX_PERCENTILE_CONT(0.5)", "a quantile says of what")]
    [InlineData("APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY method)", "method does not hold numbers")]
    [InlineData("APPROX_PERCENTILE_CONT(DISTINCT 0.5) WITHIN GROUP (ORDER BY wait)", "Incorrect syntax")]
    [InlineData("AVG(wait) WITHIN GROUP (ORDER BY score)", "cannot be used here")]
    [InlineData("COUNT(*) OVER (ORDER BY wait)", "'OVER' cannot be used")]
    [InlineData("HISTOGRAM(wait, 1)", "outside the bounds of the number of bins")]
    [InlineData("HISTOGRAM(wait, 101)", "outside the bounds of the number of bins")]
    [InlineData("HISTOGRAM(score, 12)", "12 equal bins of score would leave the last 1 beyond its range")]
    [InlineData("HISTOGRAM(score, 8)", "8 equal bins of score would leave the last 2 beyond its range")]
    [InlineData("HISTOGRAM(wait)", "cannot be used like this")]
    [InlineData("MEDIAN(wait)", "'MEDIAN' cannot be used like this")]
    [InlineData("VAR(DISTINCT wait)", "cannot be used like this")]
    public void A_measure_that_cannot_be_computed_is_refused(string written, string message) =>
        Assert.Contains(message, TestDictionary.Reading($"SELECT {written} FROM assaults").Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void Parameters_stand_for_shares_and_bins() =>
        Assert.Equal(
            "SELECT APPROX_PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY wait), HISTOGRAM(wait, 5) FROM assaults",
            TestDictionary.Reading("SELECT APPROX_PERCENTILE_CONT(@p) WITHIN GROUP (ORDER BY wait), HISTOGRAM(wait, @n) FROM assaults", ("p", "0.90"), ("n", "5")).Query!.Text);

    [Fact]
    public void Quantiles_of_one_column_share_a_tree_that_covers_its_range()
    {
        var query = TestDictionary.Query("SELECT APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY wait), APPROX_PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY wait) FROM assaults");

        Assert.Equal(query.Measures[0].Tree, query.Measures[1].Tree);
        Assert.Equal([0.5m, 0.9m], query.Measures.Select(measure => measure.Probability));
        var tree = query.Measures[0].Tree!;
        Assert.Equal((-50, 2_405, 16, 2), (tree.Range.Low, tree.Range.High, tree.Branching, tree.Levels));
    }

    [Fact]
    public void A_short_range_has_one_level() =>
        Assert.Equal((16, 1), TestDictionary.Query("SELECT APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY score) FROM assaults").Measures[0].Tree is { } tree ? (tree.Bins, tree.Levels) : default);

    [Fact]
    public void Every_bin_of_a_histogram_begins_within_the_range()
    {
        var tree = TestDictionary.Query("SELECT HISTOGRAM(score, 6) FROM assaults").Measures[0].Tree!;

        Assert.Equal((6, 2, 10), (tree.Bins, tree.BinWidth, tree.LowOf(5)));
    }

    [Theory]
    [InlineData("var_wait")]
    [InlineData("p50_wait")]
    [InlineData("p99_9_wait")]
    [InlineData("hist_wait_10")]
    [InlineData("avg_wait")]
    public void A_column_with_the_name_of_a_measure_is_an_error_of_the_dictionary(string name) =>
        Assert.Contains(
            $"{name} is the name of a measure in answers",
            Assert.Throws<DictionaryException>(() => TestDictionary.Read(TestDictionary.Json.Replace("\"name\": \"score\"", $"\"name\": \"{name}\"", StringComparison.Ordinal))).Message,
            StringComparison.Ordinal);
}
