using System.Text.Json.Nodes;

namespace FederatedGateway.Queries.Tests;

public sealed class ExpectedGroupsTests
{
    private const string Expected = """
        [
          { "agency": "police", "unitsPerYear": 1200, "source": "A published table",
            "spread": [
              { "column": "area", "table": "population", "attribute": "residents" },
              { "column": "method", "unevenness": 0.5 },
              { "column": "lsoa", "codes": 40, "unevenness": 1.25 }] },
          { "unitsPerYear": 600, "source": "Another" }
        ]
        """;

    private static readonly DataDictionary Dictionary = TestDictionary.Read(With(Expected));

    [Theory]
    [InlineData("SELECT COUNT(*) FROM assaults", "600 x 1")] // six of twelve months
    [InlineData("SELECT COUNT(*) FROM assaults WHERE month = '2025-01'", "100 x 1")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY month", "100 x 6")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY month_quarter", "100 x 1, 200 x 1, 300 x 1")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY area", "120 x 1, 480 x 1")] // in proportion to 500 and 2,000 residents
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY area, method", "40 x 3, 160 x 3")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE area = 'mill' GROUP BY method", "160 x 3")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE area = 'mill' GROUP BY area", "480 x 1")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE method <> 'fist'", "400 x 1")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE score <= 4", "272.73 x 1")] // 5 of 11 whole numbers
    [InlineData("SELECT COUNT(*) FROM assaults WHERE area = 'mill' OR method = 'fist'", "520 x 1")] // 1 - 1/5 * 2/3 of 600
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY lsoa", "15 x 40")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE lsoa IN ('W01', 'W02') GROUP BY lsoa", "15 x 2")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE lsoa NOT IN ('W01', 'W02') GROUP BY lsoa", "15 x 38")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE lsoa = 'W01'", "15 x 1")]
    [InlineData("SELECT COUNT(*) FROM assaults GROUP BY method, CASE method WHEN 'fist' THEN 'a' ELSE 'b' END", "200 x 3")]
    public void Units_are_spread_by_public_figures_and_evenly_otherwise(string sql, string groups) =>
        Assert.Equal(groups, Text(Of(sql, "police")!));

    [Fact]
    public void Unevenness_is_that_of_what_is_grouped_by_and_less_where_codes_are_taken_together()
    {
        Assert.Equal(0, Of("SELECT COUNT(*) FROM assaults GROUP BY area", "police")!.Unevenness, 9);
        Assert.Equal(0.5, Of("SELECT COUNT(*) FROM assaults GROUP BY method", "police")!.Unevenness, 9);
        Assert.Equal((1.5 * 2.25) - 1, Of("SELECT COUNT(*) FROM assaults GROUP BY method, lsoa", "police")!.Unevenness, 9);
        Assert.Equal(0.5 * 2 / 3, Of("SELECT COUNT(*) FROM assaults GROUP BY CASE method WHEN 'fist' THEN 'a' ELSE 'b' END", "police")!.Unevenness, 9);
    }

    [Fact]
    public void What_an_agency_without_a_figure_of_its_own_has_is_expected_of_all()
    {
        Assert.Equal("50 x 6", Text(Of("SELECT COUNT(*) FROM assaults GROUP BY month", "hospital")!));
        Assert.Null(Of("SELECT COUNT(*) FROM calls", "hospital", "calls"));
    }

    [Fact]
    public void Without_a_number_of_open_codes_nothing_can_be_told_of_them() =>
        Assert.Null(Of("SELECT COUNT(*) FROM assaults GROUP BY lsoa", "hospital"));

    [Fact]
    public void Columns_that_nothing_is_stated_of_are_named()
    {
        Assert.Empty(Of("SELECT COUNT(*) FROM assaults GROUP BY area, month", "police")!.TakenAsEven);
        Assert.Equal(["area", "method"], Of("SELECT COUNT(*) FROM assaults GROUP BY area, method, month", "hospital")!.TakenAsEven);
    }

    [Fact]
    public void An_open_column_that_lies_within_another_makes_no_groups_beside_it()
    {
        var dictionary = TestDictionary.Read(With("""
            [{ "unitsPerYear": 1200, "source": "A published table", "spread": [
              { "column": "lsoa", "codes": 40, "within": "ward" }, { "column": "ward", "codes": 8, "within": "town" }, { "column": "town", "codes": 2 }] }]
            """));

        Assert.Equal("15 x 40", Text(Of("SELECT COUNT(*) FROM assaults GROUP BY ward, lsoa", "x", dictionary)));
        Assert.Equal("15 x 5", Text(Of("SELECT COUNT(*) FROM assaults WHERE ward = 'a' GROUP BY lsoa", "x", dictionary)));
        Assert.Equal("75 x 8", Text(Of("SELECT COUNT(*) FROM assaults GROUP BY ward", "x", dictionary)));
        Assert.Equal("15 x 40", Text(Of("SELECT COUNT(*) FROM assaults GROUP BY town, ward, lsoa", "x", dictionary)));
        Assert.Equal("15 x 40", Text(Of("SELECT COUNT(*) FROM assaults GROUP BY town, lsoa", "x", dictionary)));
    }

    [Fact]
    public void Many_groups_of_nearly_one_size_stand_together_and_none_is_lost()
    {
        var groups = Of("SELECT COUNT(*) FROM assaults GROUP BY area, method, month, lsoa", "police")!;

        Assert.Equal(2 * 3 * 6 * 40, groups.Groups.Sum(one => one.Groups));
        Assert.Equal(600, groups.Groups.Sum(one => one.Units * one.Groups), 6);
    }

    [Theory]
    [InlineData("""[{ "unitsPerYear": 0, "source": "x" }]""", "/datasets/assaults/expected/0/unitsPerYear")]
    [InlineData("""[{ "unitsPerYear": 10 }]""", "/datasets/assaults/expected/0")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "why": 1 }]""", "/datasets/assaults/expected/0/why")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "agency": "a b" }]""", "/datasets/assaults/expected/0/agency")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x" }, { "unitsPerYear": 12, "source": "x" }]""", "/datasets/assaults/expected")]
    [InlineData("""[]""", "/datasets/assaults/expected")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "spread": [{ "column": "month", "unevenness": 1 }] }]""", "/datasets/assaults/expected/0/spread/0/column")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "spread": [{ "column": "area", "codes": 3 }] }]""", "/datasets/assaults/expected/0/spread/0")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "spread": [{ "column": "lsoa", "codes": 3, "within": "lsoa" }] }]""", "/datasets/assaults/expected/0/spread/0/within")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "spread": [{ "column": "lsoa" }] }]""", "/datasets/assaults/expected/0/spread/0")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "spread": [{ "column": "area", "unevenness": -1 }] }]""", "/datasets/assaults/expected/0/spread/0/unevenness")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "spread": [{ "column": "area", "table": "population" }] }]""", "/datasets/assaults/expected/0/spread/0")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "spread": [{ "column": "area", "table": "population", "attribute": "kind" }] }]""", "/datasets/assaults/expected/0/spread/0/attribute")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "spread": [{ "column": "method", "table": "population", "attribute": "residents" }] }]""", "/datasets/assaults/expected/0/spread/0/attribute")]
    [InlineData("""[{ "unitsPerYear": 10, "source": "x", "spread": [{ "column": "area" }, { "column": "area" }] }]""", "/datasets/assaults/expected/0/spread")]
    public void A_wrong_expectation_is_named_by_its_place(string expected, string place) =>
        Assert.Contains(place, Assert.Throws<DictionaryException>(() => TestDictionary.Read(With(expected))).Errors.Select(error => error.Place));

    private static ExpectedGroups? Of(string sql, string agency, string dataset = "assaults")
    {
        var query = SqlReader.Read(sql, Dictionary).Query!;
        Assert.Equal(dataset, query.Dataset.Id);
        return ExpectedGroups.Of(query, agency);
    }

    private static ExpectedGroups Of(string sql, string agency, DataDictionary dictionary) => ExpectedGroups.Of(SqlReader.Read(sql, dictionary).Query!, agency)!;

    private static string Text(ExpectedGroups groups) => string.Join(", ", groups.Groups.Select(one => FormattableString.Invariant($"{one.Units:0.##} x {one.Groups:0.##}")));

    private static string With(string expected)
    {
        var document = JsonNode.Parse(TestDocument.TwoAreas)!;
        document["datasets"]!["assaults"]!["expected"] = JsonNode.Parse(expected);
        foreach (var open in new[] { "ward", "town" })
        {
            document["datasets"]!["assaults"]!["columns"]!.AsArray().Add(
                new JsonObject { ["name"] = open, ["title"] = open, ["type"] = "pattern", ["pattern"] = "^[a-z]+$", ["maxLength"] = 9 });
        }

        return document.ToJsonString();
    }
}
