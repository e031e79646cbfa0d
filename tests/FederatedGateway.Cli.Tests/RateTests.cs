using System.Text.Json.Nodes;
using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Cli.Previews;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Cli.Verification;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using Preview = FederatedGateway.Protocol.Coordinator.V1.PreviewResponse;
using WireMeasure = FederatedGateway.Protocol.Coordinator.V1.Measure;

namespace FederatedGateway.Cli.Tests;

/// <summary>Rates over roll-ups. The south has 64,600 residents: castle 25,300, harbour 24,300, quay 15,000. The north has no number, for unknown has none.</summary>
public sealed class RateTests
{
    private const string Sql = "SELECT area_sector AS sector, area, COUNT(*) AS cases, 1000.0 * COUNT(*) / population.residents AS rate "
        + "FROM assaults JOIN population ON population.area = assaults.area GROUP BY ROLLUP(area_sector, area)";

    private static readonly Screen Wide = new(120, Unicode: true, Colour: false, Live: false);

    [Fact]
    public void A_group_is_divided_by_its_own_residents_and_a_rest_by_nothing()
    {
        var view = View(Sql);
        Assert.Empty(AnswerVerification.Problems(Answer(Sql), World.Agreement, World.Question(Sql).Query));

        var south = Row(view, "south", "");
        Assert.Equal(Math.Round(3000m / 64_600 * 1000, 3), south.Values[1].Value!.Value.Value);
        Assert.Equal(1800, south.Remainder[0].Value!.Value.Value);
        Assert.Null(south.Remainder[1].Value);
        Assert.Equal(Math.Round(1200m / 25_300 * 1000, 3), Row(view, "south", "castle").Values[1].Value!.Value.Value);
    }

    [Fact]
    public void Csv_json_and_table_have_the_rate_and_none_of_a_rest()
    {
        var view = View(Sql);
        using var csv = new StringWriter();
        AnswerCsv.Write(view, csv);
        var line = csv.ToString().Split("\r\n").Single(one => one.StartsWith("south,,", StringComparison.Ordinal));
        Assert.EndsWith(",,,", line, StringComparison.Ordinal);
        Assert.Contains(",1800,", line, StringComparison.Ordinal);
        Assert.Contains(",46.440,", line, StringComparison.Ordinal);

        var cell = AnswerJson.Of(view)["cells"]!.AsArray().Single(one => (string?)one!["key"]![0] == "south" && one["key"]![1] is null)!;
        Assert.Equal(46.440m, (decimal)cell["values"]![1]!["value"]!);
        Assert.Null(cell["notBelow"]![1]!["value"]);

        var rows = Lines(Table(view));
        Assert.Contains(rows, row => row.StartsWith("South not shown below 1,800 (", StringComparison.Ordinal) && row.Contains("no rate", StringComparison.Ordinal));
        Assert.Contains("\"no rate\": population.residents has no number for just this group.", rows);
        Assert.DoesNotContain(rows, row => row.Contains("no value", StringComparison.Ordinal));
    }

    [Fact]
    public void HAVING_compares_the_rate_that_is_shown_and_takes_the_rest_of_what_it_took_from()
    {
        var view = View(Sql + " HAVING rate > 47");
        Assert.Equal(["castle"], view.Rows.Select(row => row.Key[1]));

        // Castle's 1,200 are taken from the south, so what is left of the south would be said not to be shown though it is not less castle.
        var kept = View(Sql + " HAVING cases > 1300");
        Assert.Equal(["", "north", "south"], kept.Rows.Select(row => row.Key[0]));
        Assert.Empty(Row(kept, "south", "").Remainder);
        Assert.NotEmpty(Row(View(Sql), "south", "").Remainder);
    }

    // One case more in the largest group changes the last digit.
    [Theory]
    [InlineData("COUNT(*) / population.residents", 6)]
    [InlineData("1000.0 * COUNT(*) / population.residents", 3)]
    [InlineData("100000 * COUNT(*) / population.residents", 3)]
    public void A_rate_has_as_many_digits_as_its_divisor_needs(string rate, int decimals)
    {
        var sql = $"SELECT area, {rate} AS rate FROM assaults JOIN population ON population.area = assaults.area GROUP BY area";
        Assert.Equal(decimals, AnswerViews.ColumnsOf(World.Question(sql), World.Signed).OfType<MeasureColumn>().Single().Decimals);
    }

    [Fact]
    public void A_preview_says_the_noise_of_the_least_and_the_most_residents_and_who_has_no_rate()
    {
        var view = PreviewViews.Of(PreviewOf(Sql), World.Signed, World.Question(Sql));
        var finest = view.Measures.Single(measure => measure is { Heading: "rate", Level: 2 });
        Assert.Equal(4m, finest.HalfWidth);
        Assert.Equal(0.167m, finest.Narrowest);

        using var writer = new StringWriter();
        PreviewTable.Write(view, new Page(writer, Wide));
        var lines = Lines(writer.ToString());
        Assert.Contains(lines, line => line.StartsWith("area rate ± 0.167 to ± 4.000 per 1,000 population.residents at 95%", StringComparison.Ordinal));
        Assert.Contains("rate at level area: no rate for unknown, as population.residents has no number for just that.", lines);
        Assert.Contains("rate at level area_sector: no rate for north, as population.residents has no number for just that.", lines);
        Assert.Contains(lines, line => line.StartsWith("all rate no rate", StringComparison.Ordinal));

        var json = PreviewJson.Of(view)["measures"]!.AsArray().Single(one => (string?)one!["name"] == "rate" && (int)one["level"]! == 2)!;
        Assert.Equal(["unknown"], json["withoutRate"]!.AsArray().Select(code => (string)code!));
    }

    [Fact]
    public void The_price_of_a_rate_is_that_of_the_group_with_the_least_residents()
    {
        const string Flat = "SELECT area, COUNT(*) AS cases, 1000.0 * COUNT(*) / population.residents AS rate FROM assaults JOIN population ON population.area = assaults.area GROUP BY area";
        var rate = PlanReader.PricesWithin(World.Signed, World.Question(Flat), 6m, 3).Single(price => price.Heading == "rate");
        var count = PlanReader.PricesWithin(World.Signed, World.Question(Flat), 90m, 3).Single(price => price.Heading == "cases");

        Assert.False(rate.DependsOnAnswer);
        Assert.NotNull(rate.Epsilon);
        Assert.Equal(count.Epsilon, rate.Epsilon);
    }

    private static AnswerView View(string sql) => AnswerViews.Of(Answer(sql), World.Signed, World.Question(sql), null);

    // Every agency gives the total, both sectors and two of the five areas.
    private static Answer Answer(string sql) => RolledUp.Answer(World.Question(sql), _ =>
    [
        new Cell { Values = { 1500 } },
        new Cell { Key = { "north" }, Values = { 500 }, Level = 1 },
        new Cell { Key = { "south" }, Values = { 1000 }, Level = 1 },
        new Cell { Key = { "castle" }, Values = { 400 }, Level = 2 },
        new Cell { Key = { "mill" }, Values = { 420 }, Level = 2 },
    ]);

    private static Preview PreviewOf(string sql)
    {
        UnderstoodQuestion question = World.Question(sql);
        var preview = new Preview { AgreementHash = World.Agreement.Hash.ToString(), Query = question.Query.Text, QueryHash = question.Query.Hash, MinimumAgencies = 2, Purpose = "violence-prevention" };
        preview.Measures.AddRange(Enumerable.Range(0, 3).Select(level => new MeasurePreview { Measure = new WireMeasure { Name = "count" }, HalfWidth = 60, Level = level }));
        return preview;
    }

    private static AnswerRow Row(AnswerView view, string sector, string area) => view.Rows.Single(row => row.Key.SequenceEqual([sector, area]));

    private static string Table(AnswerView view)
    {
        using var writer = new StringWriter();
        AnswerTable.Write(view, new Page(writer, Wide), showAll: false);
        return writer.ToString();
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n').Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
