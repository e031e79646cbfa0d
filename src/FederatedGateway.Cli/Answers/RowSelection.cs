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
        var kept = rows.Where(row => presentation.Having?.Holds(output => ValueOf(row, ColumnOf(columns, output))) ?? presentation.Having is null).ToList();
        IEnumerable<AnswerRow> ordered = presentation.Order.Reverse().Aggregate((IEnumerable<AnswerRow>)kept, (sofar, key) => Ordered(sofar, ColumnOf(columns, key.Output), key.Descending));
        List<AnswerRow> shown = [.. ordered.Take(presentation.Top ?? kept.Count)];
        var withheld = rows.Count(IsWithheld) - kept.Count(IsWithheld);
        return (shown, new LeftOutGroups(rows.Count - kept.Count, withheld, kept.Count - shown.Count));
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
