using FederatedGateway.Cli.Terminal;
using FederatedGateway.Protocol.Coordinator.V1;
using Spectre.Console;

namespace FederatedGateway.Cli.Answers;

/// <summary>The lines beneath an answer: who answered, what it cost and what is left.</summary>
internal static class AgencyTable
{
    /// <summary>Writes the agencies, then why each of the others is missing.</summary>
    internal static void Write(AnswerView answer, Page page)
    {
        var table = page.NewTable();
        foreach (var heading in new[] { "agency", "state", "groups", "cost (epsilon)", "questions left" })
        {
            var column = new TableColumn(new Text(heading));
            table.AddColumn(heading is "agency" or "state" ? column.NoWrap() : column);
        }

        foreach (var agency in answer.Agencies)
        {
            table.AddRow(
                new Text(Legible.Of(agency.Title)),
                new Text(Wording.State(agency.State), StyleOf(agency.State)),
                new Text(IsAnswered(agency) ? agency.Cells.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) : "-"),
                new Text(CostOf(agency)),
                new Text(agency.Budgets.Count == 0 ? "-" : Legible.Of(Wording.Left(agency.Budgets))));
        }

        page.Write(table);
        var absent = answer.Agencies.Where(agency => !IsAnswered(agency)).ToList();
        foreach (var missing in absent)
        {
            page.Paragraph($"{missing.Title}: {missing.Explanation}" + (missing.Reason.Length > 0 ? $" [{missing.Reason}]" : string.Empty));
        }

        if (absent.Count > 0)
        {
            page.Line();
        }
    }

    private static bool IsAnswered(AgencyView agency) => agency.State == AgencyOutcome.Types.State.Answered;

    private static string CostOf(AgencyView agency)
    {
        if (!IsAnswered(agency))
        {
            return "-";
        }

        return agency.Remembered ? "remembered, free" : Legible.Of(Wording.Cost(agency.Charges));
    }

    private static Style StyleOf(AgencyOutcome.Types.State state) => state switch
    {
        AgencyOutcome.Types.State.Answered => new Style(Color.Green),
        AgencyOutcome.Types.State.Refused or AgencyOutcome.Types.State.Invalid => new Style(Color.Red),
        AgencyOutcome.Types.State.Unreachable or AgencyOutcome.Types.State.Late => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
