using FederatedGateway.Cli.Terminal;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Coordinator.V1;
using Spectre.Console;

namespace FederatedGateway.Cli.Answers;

/// <summary>An answer for reading: cells, a chart where one dimension asks for it, agencies, and what the figures mean.</summary>
internal static class AnswerTable
{
    // Fewer withheld rows than this are quicker to read than a sentence about them.
    private const int MostWithheldRows = 5;
    private const int MostChartRows = 60;

    /// <summary>Writes the answer.</summary>
    /// <param name="answer">The verified answer.</param>
    /// <param name="page">Where to.</param>
    /// <param name="showAll">Whether every withheld group gets its own row.</param>
    /// <param name="showQuery">Whether the canonical query stands under the title.</param>
    internal static void Write(AnswerView answer, Page page, bool showAll, bool showQuery = false)
    {
        page.Line(Legible.Of($"{answer.Agreement.Title} ({answer.Agreement.Id}, version {answer.Agreement.Version})"), new Style(decoration: Decoration.Bold));
        if (showQuery)
        {
            page.Paragraph(answer.Query.Text);
        }

        if (answer.State == QuestionState.TooFew)
        {
            page.Paragraph($"No figures: {answer.Answered} of {answer.Agencies.Count} agencies answered and the agreement asks for {answer.MinimumAgencies}.");
        }
        else
        {
            WriteFigures(answer, page, showAll);
        }

        AgencyTable.Write(answer, page);
        WriteMeaning(answer, page);
    }

    private static void WriteFigures(AnswerView answer, Page page, bool showAll)
    {
        var withheld = answer.Rows.Count(row => row.Status == CombinedCell.Types.Status.Withheld);
        var collapse = !showAll && withheld > MostWithheldRows;
        var rows = collapse ? answer.Rows.Where(row => row.Status != CombinedCell.Types.Status.Withheld).ToList() : answer.Rows;
        if (rows.Count > 0)
        {
            page.Write(Cells(answer, [.. rows.SelectMany(WithRemainder)], page));
        }

        if (answer.Rows.Count == 0)
        {
            page.Paragraph(answer.LeftOut.Having > 0 ? "No group meets HAVING." : "No agency gave any group.");
        }
        else if (collapse)
        {
            var and = rows.Count > 0 ? "and " : string.Empty;
            page.Paragraph($"{and}{Wording.Count(withheld, "group")} that every agency withheld (--all lists them)");
        }

        foreach (var line in Wording.LeftOut(answer.LeftOut))
        {
            page.Paragraph(line);
        }

        if (!answer.IsRolledUp && answer.Dimensions.Count == 1 && answer.Measures.Count > 0 && rows.Count is > 1 and <= MostChartRows)
        {
            if (collapse)
            {
                page.Line();
            }

            BarChart.Write(answer.Dimensions[0], answer.Measures[0], rows, page);
        }
    }

    private static Table Cells(AnswerView answer, IReadOnlyList<AnswerRow> rows, Page page)
    {
        var table = page.NewTable();
        foreach (var column in answer.Columns)
        {
            var header = new TableColumn(new Text(Legible.Of(HeadingOf(column))));
            // A narrow screen breaks figures, never the names of groups.
            table.AddColumn(column is DimensionColumn ? header.NoWrap() : header);
        }

        table.AddColumn(new TableColumn(new Text("agencies")).NoWrap());
        var values = answer.Measures.ToDictionary(measure => measure.Index, measure => Aligned(measure, rows));
        for (var index = 0; index < rows.Count; index++)
        {
            table.AddRow(CellsOf(answer, rows[index], index, values, page.Screen));
        }

        return table;
    }

    private static IEnumerable<Text> CellsOf(
        AnswerView answer, AnswerRow row, int index, Dictionary<int, IReadOnlyList<string>> values, Screen screen)
    {
        foreach (var column in answer.Columns)
        {
            yield return column switch
            {
                DimensionColumn dimension when row.Key[dimension.Index].Length == 0 => new Text(RolledUp(row, dimension), Faint),
                DimensionColumn dimension => new Text(Legible.Of(dimension.TitleOf(row.Key[dimension.Index]))),
                MeasureColumn when row.Status == CombinedCell.Types.Status.Withheld => new Text(screen.Unicode ? "· withheld" : "withheld", Faint),
                MeasureColumn measure => new Text(values[measure.Index][index]),
                _ => throw new InvalidOperationException("A column is a dimension or a measure."),
            };
        }

        yield return new Text(AgenciesOf(answer, row), row.Status == CombinedCell.Types.Status.Part ? new Style(Color.Yellow) : Style.Plain);
    }

    private static string RolledUp(AnswerRow row, DimensionColumn dimension)
    {
        var first = row.Key.Take(dimension.Index).All(code => code.Length > 0);
        return row.Status != default ? "all" : first ? "not shown below" : string.Empty;
    }

    // What is not in the groups below stands right under its group, as a row without a status of its own.
    private static IEnumerable<AnswerRow> WithRemainder(AnswerRow row) => row.Remainder.Any(figure => figure.Value is not null)
        ? [row, new AnswerRow(row.Key, default, row.GivenBy, row.Remainder)]
        : [row];

    private static Style Faint => new(decoration: Decoration.Dim);

    private static string HeadingOf(AnswerColumn column) =>
        column is MeasureColumn { Unit.Length: > 0 } measure ? $"{measure.Heading} ({measure.Unit})" : column.Heading;

    private static string AgenciesOf(AnswerView answer, AnswerRow row) => row.Status switch
    {
        CombinedCell.Types.Status.Withheld => $"0 of {answer.Answered}",
        CombinedCell.Types.Status.Part => $"{row.GivenBy.Count} of {answer.Answered} *",
        _ => $"{row.GivenBy.Count} of {answer.Answered}",
    };

    // Values end in one column and intervals begin in one, so that both can be compared down the table.
    private static IReadOnlyList<string> Aligned(MeasureColumn measure, IReadOnlyList<AnswerRow> rows)
    {
        var values = rows.Select(row => row.Values.Count > measure.Index ? row.Values[measure.Index] : default).ToList();
        var width = values.Max(figure => figure.Value is { } known ? Wording.Number(known.Value, measure.Decimals).Length : 0);
        return [.. values.Select(figure => figure.Value is { } known
            ? $"{Wording.Number(known.Value, measure.Decimals).PadLeft(width)} ({Wording.Interval(known, measure.Decimals)})"
            : figure.IsWithheld ? "*".PadLeft(width) : figure.HasNoDivisor ? "no rate" : "no value")];
    }

    private static void WriteMeaning(AnswerView answer, Page page)
    {
        if (answer.State == QuestionState.TooFew)
        {
            return;
        }

        if (answer.Rows.Any(row => row.Status == CombinedCell.Types.Status.Part))
        {
            page.Paragraph("* A part, not the whole: an agency that answered withheld this group or has nobody in it. The figure sums the agencies that gave it.");
        }

        if (answer.Rows.Any(row => row.Values.Any(figure => figure is { Value: null, IsWithheld: false, HasNoDivisor: false })))
        {
            page.Paragraph("\"no value\": the noisy number of rows under this figure is too near to zero, so it cannot be computed.");
        }

        if (answer.Rows.Any(row => row.Values.Concat(row.Remainder).Any(figure => figure.HasNoDivisor)))
        {
            page.Paragraph(Wording.NoRate(answer.Measures.Where(measure => measure.Rate is not null)));
        }

        WriteProfile(answer, page);

        page.Paragraph(Wording.IntervalSentence(answer.Confidence));
        if (answer.IsRolledUp)
        {
            page.Paragraph(Wording.RolledUp);
        }

        page.Paragraph(Wording.KRule(answer.KRules[^1]));
    }

    private static void WriteProfile(AnswerView answer, Page page)
    {
        if (answer.Profile == DisclosureProfile.None)
        {
            return;
        }

        var rounded = answer.Profile.MostRounding > 0 ? $" Counts are rounded, by {answer.Profile.MostRounding} at most, which the intervals allow for." : string.Empty;
        var stars = answer.Rows.Any(row => row.Values.Any(figure => figure.IsWithheld)) ? " \"*\": too small a noisy number for this style." : string.Empty;
        page.Paragraph($"Shown in the style {answer.Profile}, as the agreement asks.{rounded}{stars}");
    }
}
