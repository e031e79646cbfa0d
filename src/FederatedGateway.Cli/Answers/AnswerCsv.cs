using System.Globalization;

namespace FederatedGateway.Cli.Answers;

/// <summary>An answer's cells as CSV: dimensions, then for each value column the value and its interval (docs/cli.md).</summary>
internal static class AnswerCsv
{
    /// <summary>Writes a header and one line for each group. Withheld and impossible values are empty fields.</summary>
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
    ];

    private static IEnumerable<string> Line(AnswerView answer, AnswerRow row) =>
    [
        .. answer.Dimensions.Select(dimension => row.Key[dimension.Index]),
        .. answer.Measures.SelectMany(measure => ValuesOf(row, measure)),
        Wording.Status(row.Status),
        row.GivenBy.Count.ToString(CultureInfo.InvariantCulture),
    ];

    private static string[] ValuesOf(AnswerRow row, MeasureColumn measure) =>
        row.Values.Count > measure.Index && row.Values[measure.Index].Value is { } value
            ? [Text(value.Value), Text(value.Lower), Text(value.Upper)]
            : [string.Empty, string.Empty, string.Empty];

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
