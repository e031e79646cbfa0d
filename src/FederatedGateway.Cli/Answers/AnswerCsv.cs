using System.Globalization;

namespace FederatedGateway.Cli.Answers;

/// <summary>An answer's cells as CSV: dimensions, then for each value column the value and its interval (docs/cli.md).</summary>
internal static class AnswerCsv
{
    /// <summary>Writes a header and one line for each group. Withheld and impossible values are empty fields, and so are rolled-up dimensions.</summary>
    internal static void Write(AnswerView answer, TextWriter output)
    {
        CsvText.WriteLine(output, Header(answer));
        foreach (var row in answer.Rows)
        {
            CsvText.WriteLine(output, Line(answer, row));
        }
    }

    private static IEnumerable<string> Header(AnswerView answer) =>
    [
        .. answer.Dimensions.Select(dimension => dimension.Heading),
        .. answer.Measures.SelectMany(measure => new[] { measure.Heading, measure.Heading + "_lower", measure.Heading + "_upper" }),
        "status",
        "agencies_given",
        .. answer.IsRolledUp ? RolledUp(answer) : [],
    ];

    private static IEnumerable<string> RolledUp(AnswerView answer) =>
    [
        "level",
        .. answer.Measures.SelectMany(measure => new[] { measure.Heading + "_not_below", measure.Heading + "_not_below_lower", measure.Heading + "_not_below_upper" }),
    ];

    private static IEnumerable<string> Line(AnswerView answer, AnswerRow row) =>
    [
        .. answer.Dimensions.Select(dimension => row.Key[dimension.Index]),
        .. answer.Measures.SelectMany(measure => ValuesOf(row.Values, measure)),
        Wording.Status(row.Status),
        row.GivenBy.Count.ToString(CultureInfo.InvariantCulture),
        .. answer.IsRolledUp ? [row.Level.ToString(CultureInfo.InvariantCulture), .. answer.Measures.SelectMany(measure => ValuesOf(row.Remainder, measure))] : Array.Empty<string>(),
    ];

    private static string[] ValuesOf(IReadOnlyList<Figure> figures, MeasureColumn measure) =>
        figures.Count > measure.Index && figures[measure.Index].Value is { } value
            ? [Text(value.Value), Text(value.Lower), Text(value.Upper)]
            : [string.Empty, string.Empty, string.Empty];

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
