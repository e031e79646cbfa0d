using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Says what a source holds and what a proposal makes of it. True counts, for the operator alone.</summary>
internal static class MappingReport
{
    private const int MostShown = 12;

    /// <summary>Writes the report.</summary>
    public static void Write(TextWriter report, SourceTable table, MappingProposal proposal, Dataset dataset, bool showValues)
    {
        report.WriteLine($"The source: {Figures.Of(table.Rows)} rows");
        TextTable.Write(report, ["column", "holds", "values", "missing"], table.Columns.Select(column => new[]
        {
            column.Name, column.Kind, Figures.Of(column.Distinct), Figures.Share(column.Missing, table.Rows),
        }));
        report.WriteLine();
        report.WriteLine($"The data set {dataset.Id}: {dataset.Title}");
        TextTable.Write(report, ["column", "from", "missing", "unmapped values", "unmapped rows", "out of range"], proposal.Columns.Select(column => Row(column, table.Rows)));
        report.WriteLine(proposal.Units.Count == 0
            ? $"  No column looks like the {dataset.PrivacyUnit} that answers protect."
            : $"  The {dataset.PrivacyUnit} could be: {string.Join(", ", proposal.Units.Select(unit => $"{unit.Name} ({Figures.Of(unit.Distinct)} values)"))}");
        if (showValues)
        {
            WriteValues(report, proposal);
        }

        report.WriteLine();
    }

    private static string[] Row(ColumnProposal column, long rows) => column.Source is not { } source
        ? [column.Column.Name, "NOT MATCHED", "-", "-", "-", "-"]
        :
        [
            column.Column.Name, source.Name,
            Figures.Share(source.Missing, rows) + (source.Missing > 0 ? Missing(column.Column) : ""),
            Figures.Of(column.Unmapped.Count), Figures.Share(column.UnmappedRows, rows), Figures.Share(column.OutOfRange, rows),
        ];

    private static string Missing(Column column) => column switch
    {
        { NullCode: { } code } => $" as {code}",
        { Type: NumberType { SkipsNulls: true } } => " excluded",
        _ => " refused",
    };

    private static void WriteValues(TextWriter report, MappingProposal proposal)
    {
        foreach (ColumnProposal column in proposal.Columns.Where(column => column.Unmapped.Count > 0))
        {
            report.WriteLine($"  {column.Column.Name}, no place for: {string.Join(", ", column.Unmapped.Take(MostShown).Select(value => $"{value.Text} ({Figures.Of(value.Rows)})"))}{(column.Unmapped.Count > MostShown ? ", ..." : "")}");
        }
    }
}
