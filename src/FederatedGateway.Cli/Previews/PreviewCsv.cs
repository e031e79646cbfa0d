using System.Globalization;
using FederatedGateway.Cli.Answers;

namespace FederatedGateway.Cli.Previews;

/// <summary>A preview as CSV: one line for each agency and budget (docs/cli.md).</summary>
internal static class PreviewCsv
{
    /// <summary>Writes the header and the lines. An agency without budgets to show has one line with empty fields.</summary>
    internal static void Write(PreviewView preview, TextWriter output)
    {
        CsvText.WriteLine(output, Header(preview));
        foreach (var agency in preview.Agencies)
        {
            foreach (var budget in agency.Budgets.Cast<BudgetView?>().DefaultIfEmpty(null))
            {
                CsvText.WriteLine(output, Line(preview, agency, budget));
            }
        }
    }

    private static IEnumerable<string> Header(PreviewView preview) =>
    [
        "agency", "outcome", "reason", "remembered", "window", "epsilon", "budget", "cap_epsilon", "spent_epsilon", "questions_left",
        .. preview.Measures.Select(measure => measure.Heading + "_half_width" + (preview.Levels.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"_level_{measure.Level}") : string.Empty)),
        .. preview.Levels.Select((_, level) => preview.Levels.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"expected_blank_level_{level}") : "expected_blank"),
    ];

    private static IEnumerable<string> Line(PreviewView preview, AgencyPreviewView agency, BudgetView? budget) =>
    [
        agency.Id,
        agency.Outcome == default ? "unreachable" : Wording.Outcome(agency.Outcome),
        agency.Reason,
        agency.Remembered ? "true" : "false",
        budget?.Window ?? string.Empty,
        Text(agency.Charges.FirstOrDefault(charge => charge.Window == budget?.Window)?.Epsilon),
        budget is null ? string.Empty : Wording.Scope(budget.Scope),
        Text(budget?.CapEpsilon),
        Text(budget?.SpentEpsilon),
        budget?.QuestionsLeft.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
        .. preview.Measures.Select(measure => Text(measure.HalfWidth)),
        .. preview.Levels.Select((_, level) => Text(agency.Blanks.Count > 0 ? Math.Round((decimal)agency.Blanks[level].Share, 4) : null)),
    ];

    private static string Text(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
}
