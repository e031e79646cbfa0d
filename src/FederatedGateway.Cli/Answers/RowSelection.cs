using FederatedGateway.Agreements;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Answers;

/// <summary>Applies HAVING, ORDER BY and TOP to the noisy values of an answer.</summary>
internal static class RowSelection
{
    /// <summary>The rows to show, and how many are left out.</summary>
    /// <param name="rows">All rows, in the order of their keys; rows that compare equal keep it.</param>
    /// <param name="columns">SELECT's columns, which the presentation counts.</param>
    /// <param name="presentation">What the analyst wants to see.</param>
    internal static (IReadOnlyList<AnswerRow> Rows, LeftOutGroups LeftOut) Of(
        IReadOnlyList<AnswerRow> rows, IReadOnlyList<AnswerColumn> columns, Presentation presentation)
    {
        var kept = Having(rows, columns, presentation.Having);
        IEnumerable<AnswerRow> ordered = presentation.Order.Reverse().Aggregate((IEnumerable<AnswerRow>)kept, (sofar, key) => Ordered(sofar, ColumnOf(columns, key.Output), key.Descending));
        List<AnswerRow> shown = [.. ordered.Take(presentation.Top ?? kept.Count)];
        var withheld = rows.Count(IsWithheld) - kept.Count(IsWithheld);
        var compares = presentation.Having is not null || presentation.Order.Any(key => ColumnOf(columns, key.Output) is MeasureColumn);
        var parts = compares ? rows.Count(row => row.Status == CombinedCell.Types.Status.Part) : 0;
        return (shown, new LeftOutGroups(rows.Count - kept.Count, withheld, kept.Count - shown.Count, parts));
    }

    // A group with a row below it that HAVING took has no rest: it would be less that row, and the reader adds up what is there.
    private static List<AnswerRow> Having(IReadOnlyList<AnswerRow> rows, IReadOnlyList<AnswerColumn> columns, HavingCondition? having)
    {
        var taken = rows.ToLookup(row => having is not null && having.Holds(output => ValueOf(row, ColumnOf(columns, output))) != true);
        var above = taken[true].Where(row => !IsWithheld(row)).Select(row => row.Above).OfType<CellKey>().ToHashSet();
        return [.. taken[false].Select(row => above.Contains(row.Cell) ? row with { Remainder = [] } : row)];
    }

    private static AnswerColumn ColumnOf(IReadOnlyList<AnswerColumn> columns, int output) => columns.First(column => column.Output == output);

    private static bool IsWithheld(AnswerRow row) => row.Status == CombinedCell.Types.Status.Withheld;

    private static decimal? ValueOf(AnswerRow row, AnswerColumn column) =>
        column is MeasureColumn measure && row.Values.Count > measure.Index ? row.Values[measure.Index].Value?.Value : null;

    // Sorting is stable, so sorting by the last key first orders by all. What has no value comes last in either direction.
    private static IEnumerable<AnswerRow> Ordered(IEnumerable<AnswerRow> rows, AnswerColumn column, bool descending)
    {
        if (column is DimensionColumn dimension)
        {
            var order = new CodeOrder(dimension);
            return descending ? rows.OrderByDescending(row => row.Key[dimension.Index], order) : rows.OrderBy(row => row.Key[dimension.Index], order);
        }

        var byValue = rows.OrderBy(row => ValueOf(row, column) is null);
        return descending ? byValue.ThenByDescending(row => ValueOf(row, column)) : byValue.ThenBy(row => ValueOf(row, column));
    }
}
