using System.Text.Json.Nodes;
using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Previews;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Cli.Tests;

public sealed class RenderingTests
{
    private static readonly Screen Wide = new(100, Unicode: true, Colour: false, Live: false);

    [Fact]
    public void A_wide_table_has_figures_bars_agencies_and_their_meaning()
    {
        Assert.Equal(WideTable, Table(View(), Wide).TrimEnd(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void A_narrow_table_in_ascii_keeps_the_names_of_groups()
    {
        var text = Table(View(Answering.Answer("police", "hospital")), Wide with { Width = 60, Unicode = false });
        Assert.Contains("| Knife or blade | ", text, StringComparison.Ordinal);
        Assert.All(text, character => Assert.True(character < 128, $"'{character}' is no ASCII"));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 60, line));
    }

    [Fact]
    public void Columns_and_headings_are_the_analysts()
    {
        var view = View(sql: "SELECT AVG(minutes) AS wait, weapon AS arm, COUNT(DISTINCT person) FROM assaults GROUP BY weapon");
        Assert.Equal(["wait", "arm", "count_distinct_person"], view.Columns.Select(column => column.Heading));
        Assert.Equal(162.5m, view.Rows[0].Values[0].Value!.Value.Value);
        Assert.Equal(60m, view.Rows[0].Values[1].Value!.Value.Value);
    }

    [Fact]
    public void HAVING_ORDER_BY_and_TOP_work_on_noisy_values_and_say_what_they_left_out()
    {
        const string Sql = "SELECT weapon, COUNT(DISTINCT person) AS people, AVG(minutes) FROM assaults GROUP BY weapon ";
        var view = View(sql: Sql + "HAVING COUNT(DISTINCT person) > 0 ORDER BY people DESC");
        Assert.Equal(["fist", "knife"], view.Rows.Select(row => row.Key[0]));
        Assert.Contains("HAVING left out 1 group, 1 of them withheld by every agency and so without a value to compare.", Flat(Table(view, Wide)), StringComparison.Ordinal);

        var top = View(sql: Sql.Replace("SELECT", "SELECT TOP (1)", StringComparison.Ordinal) + "ORDER BY weapon DESC");
        Assert.Equal(["gun"], top.Rows.Select(row => row.Key[0]));
        Assert.Contains("TOP left out 2 groups.", Table(top, Wide), StringComparison.Ordinal);
        Assert.Equal("""{"having":0,"top":2,"comparedByPart":0}""", AnswerJson.Of(top)["leftOut"]!.ToJsonString());

        Assert.Contains("No group meets HAVING.", Table(View(sql: Sql + "HAVING people > 100000"), Wide), StringComparison.Ordinal);
        Assert.Equal(["knife", "fist", "gun"], View(sql: Sql + "ORDER BY people").Rows.Select(row => row.Key[0]));
    }

    [Fact]
    public void What_HAVING_compared_by_a_part_alone_is_counted()
    {
        const string Sql = "SELECT weapon, COUNT(DISTINCT person) AS people, AVG(minutes) FROM assaults GROUP BY weapon ";
        Assert.Contains("HAVING and ORDER BY took 1 group by a part alone, for an agency withheld the rest.", Flat(Table(View(sql: Sql + "HAVING people > 100"), Wide)), StringComparison.Ordinal);
        Assert.Equal(1, View(sql: Sql + "ORDER BY people").LeftOut.Parts);
        Assert.Equal(0, View(sql: Sql + "ORDER BY weapon").LeftOut.Parts);
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Groups_come_in_the_order_of_their_code_list() =>
        Assert.Equal(["knife", "fist", "gun"], View().Rows.Select(row => row.Key[0]));

    [Fact]
    public void Many_withheld_groups_become_a_line_and_all_lists_them()
    {
        var withheld = Enumerable.Range(0, 14).Select(index => new AnswerRow([$"w{index}"], CombinedCell.Types.Status.Withheld, [], []));
        var view = View();
        view = view with { Rows = [.. view.Rows.Take(2), .. withheld] };
        Assert.Contains("and 14 groups that every agency withheld (--all lists them)", Table(view, Wide), StringComparison.Ordinal);
        Assert.DoesNotContain("w13", Table(view, Wide), StringComparison.Ordinal);
        Assert.Contains("w13", Table(view, Wide, showAll: true), StringComparison.Ordinal);
    }

    [Fact]
    public void An_impossible_value_is_no_number_in_any_format()
    {
        var answer = Answering.Answer("police", "hospital", "ambulance");
        answer.Cells[2].Values[1] = new CombinedValue { Undefined = true };
        Assert.Contains("no value", Table(View(answer), Wide), StringComparison.Ordinal);
        Assert.StartsWith("knife,60,-45,165,,,,whole,3", Csv(View(answer)).Split("\r\n")[1], StringComparison.Ordinal);
        Assert.Null(AnswerJson.Of(View(answer))["cells"]![0]!["values"]![1]!["value"]);
    }

    [Fact]
    public void Text_from_a_server_cannot_steer_the_terminal()
    {
        var answer = Answering.Answer("police", "hospital");
        answer.Agencies[2].Explanation = "\u001b[2J\u202Egone";
        var text = Table(View(answer), Wide);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202E', text);
    }

    [Fact]
    public void A_remembered_answer_is_free_and_says_so()
    {
        var answer = Answering.Answer("police", "hospital", "ambulance");
        answer.Agencies[0].Remembered = true;
        Assert.Contains("remembered, free", Table(View(answer), Wide), StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_reach_from_zero_to_the_value_whatever_its_sign()
    {
        var view = View();
        view = view with { Rows = [view.Rows[0] with { Values = [new Figure(new NoisyValue(-50, -60, -40), false), default] }, view.Rows[1] with { Values = [new Figure(new NoisyValue(50, 40, 60), false), default] }] };
        using var writer = new StringWriter();
        BarChart.Write(view.Dimensions[0], view.Measures[0], view.Rows, new Page(writer, Wide with { Width = 60 }));
        var lines = writer.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith(" Knife or blade ├", lines[1], StringComparison.Ordinal);
        Assert.Equal(lines[1].LastIndexOf('█'), lines[2].IndexOf('█', StringComparison.Ordinal) - 1);
    }

    [Fact]
    public void Json_has_its_documented_shape()
    {
        var document = JsonNode.Parse(AnswerJson.Of(View()).ToJsonString())!.AsObject();
        Assert.Equal("fedgate-answer/v1", (string?)document["schema"]);
        Assert.Equal(
            ["schema", "question", "state", "query", "agreement", "confidence", "minimumAgencies", "kRule", "levels", "disclosureProfile", "dimensions", "measures", "cells", "leftOut", "agencies"],
            document.Select(member => member.Key));
        var cell = document["cells"]![0]!;
        Assert.Equal(["level", "key", "status", "givenBy", "values", "notBelow"], cell.AsObject().Select(member => member.Key));
        Assert.Equal("""{"name":"people","value":60,"lower":-45,"upper":165,"withheld":false}""", cell["values"]![0]!.ToJsonString());
        Assert.Equal(162.5m, (decimal)cell["values"]![1]!["value"]!);
        Assert.Equal(["knife"], cell["key"]!.AsArray().Select(code => (string)code!));
        Assert.Equal(
            ["id", "title", "state", "reason", "explanation", "cells", "remembered", "cost", "left", "elapsedMilliseconds"],
            document["agencies"]![0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void Csv_has_dimensions_then_values_with_their_intervals()
    {
        var lines = Csv(View()).Split("\r\n");
        Assert.Equal("arm,people,people_lower,people_upper,wait,wait_lower,wait_upper,status,agencies_given", lines[0]);
        Assert.StartsWith("fist,2000,1914,2086,162.500,", lines[2], StringComparison.Ordinal);
        Assert.Equal("gun,,,,,,,withheld,0", lines[3]);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void Csv_quotes_what_needs_it(string field, string expected)
    {
        using var writer = new StringWriter();
        CsvText.WriteLine(writer, [field, "x"]);
        Assert.Equal(expected + ",x\r\n", writer.ToString());
    }

    [Fact]
    public void A_preview_says_cost_noise_the_rule_and_who_would_refuse_why()
    {
        var text = Previewed();
        foreach (var expected in new[]
        {
            "The police      answer   0.5 in 2025      11 more (analyst, 2025)",
            "The ambulance: A budget cannot pay for the question.",
            "[budget-spent]",
            "The hospital   agreement   2025     0.5               4    40",
            "people   ± 33 at 95%",
            "wait     depends on the answer",
            "2 of 3 agencies would answer; the agreement asks for 2.",
            // The nodes of this test say 23; what counts is what the verified agreement leads to.
            "From 287 it gives",
        })
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_preview_has_a_json_and_a_csv_shape()
    {
        var view = PreviewViews.Of(Answering.Preview(), World.Signed, World.Question());
        var document = JsonNode.Parse(PreviewJson.Of(view).ToJsonString())!;
        Assert.Equal("fedgate-preview/v1", (string?)document["schema"]);
        Assert.Equal(33m, (decimal)document["measures"]![0]!["halfWidth"]!);
        Assert.Null(document["measures"]![1]!["halfWidth"]);
        using var writer = new StringWriter();
        PreviewCsv.Write(view, writer);
        var lines = writer.ToString().Split("\r\n");
        Assert.Equal("police,permit,,false,2025,0.5,agreement,4,0.5,40,33,,", lines[1]);
        Assert.Equal("ambulance,refuse,budget-spent,false,,,,,,,33,,", lines[5]);
    }

    [Theory]
    [InlineData("", null, false, true)]
    [InlineData("1", null, false, false)]
    [InlineData("", "dumb", false, false)]
    public void No_color_and_dumb_terminals_are_respected(string noColor, string? term, bool redirected, bool colour)
    {
        using var writer = new StringWriter();
        var screen = Screen.Of(writer, terminal: !redirected, 72, name => name == "NO_COLOR" ? noColor : name == "TERM" ? term : null);
        Assert.Equal((72, colour), (screen.Width, screen.Colour));
    }

    private static AnswerView View(Answer? answer = null, string sql = World.Sql) =>
        AnswerViews.Of(answer ?? Answering.Answer("police", "hospital", "ambulance"), World.Signed, World.Question(sql), Answering.Preview());

    private static string Table(AnswerView view, Screen screen, bool showAll = false)
    {
        using var writer = new StringWriter();
        AnswerTable.Write(view, new Page(writer, screen), showAll);
        return Trimmed(writer);
    }

    private static string Previewed()
    {
        using var writer = new StringWriter();
        PreviewTable.Write(PreviewViews.Of(Answering.Preview(), World.Signed, World.Question()), new Page(writer, Wide));
        return Trimmed(writer);
    }

    private static string Csv(AnswerView view)
    {
        using var writer = new StringWriter();
        AnswerCsv.Write(view, writer);
        return writer.ToString();
    }

    private static string Trimmed(StringWriter writer) =>
        string.Join('\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n') + "\n";

    private const string WideTable = """
        Fewer assaults (sample, version 1)

          arm              people                   wait (minutes)                 agencies
        ─────────────────────────────────────────────────────────────────────────────────────
          Knife or blade      60 (-45 to 165)       162.500 (148.902 to 175.302)   3 of 3
          Fist             2,000 (1,914 to 2,086)   162.500 (145.740 to 178.068)   2 of 3 *
          Gun              · withheld               · withheld                     0 of 3

        people
         Knife or blade ├───┼──┤                                                                         60
         Fist             ████████████████████████████████████████████████████████████████████├──┼──┤ 2,000*
         Gun              ·

          agency          state      groups   cost (epsilon)   questions left
        ────────────────────────────────────────────────────────────────────────────────
          The police      answered   2        0.5 in 2025      11 more (analyst, 2025)
          The hospital    answered   2        0.5 in 2025      11 more (analyst, 2025)
          The ambulance   answered   1        0.5 in 2025      -

        * A part, not the whole: an agency that answered withheld this group or has nobody in it. The figure
        sums the agencies that gave it.
        The interval in brackets holds the figure before noise in 95% of answers. It is about the noise
        alone: it says nothing of records that are missing, wrong, or beyond the limit on what one unit may
        contribute.
        An agency never gives a figure of a group in which it has fewer than 10 people. From 287 it gives
        one more often than not, from 565 always. A group that is not shown may be small or empty: the two
        look the same. The rule holds for each figure by itself. Figures can be subtracted, and what that
        tells of a group that is not shown is bounded by their noise alone.
        """;
}
