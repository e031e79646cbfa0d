using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Reads ORDER BY and TOP, and hands HAVING on. They may name only what is selected, because nothing else comes back.</summary>
internal static class PresentationReader
{
    private const int MostRows = 1_000_000;

    private static readonly Column Rows = new("the number of rows", "Rows", new NumberType(0, 1, MostRows, null, ""));

    public static Presentation? Read(QuerySpecification query, IReadOnlyList<Selected> selected, bool rollsUp, Dataset dataset, Reading reading)
    {
        var outputs = new OutputNames(selected, dataset, reading);
        HavingCondition? having = null;
        if (query.HavingClause is { } clause)
        {
            reading.Tree.Take(clause);
            having = HavingReader.Read(clause.SearchCondition, outputs, reading);
            if (having is null)
            {
                return null;
            }
        }

        return Order(query.OrderByClause, outputs, rollsUp, reading) is { } order && Top(query, order, rollsUp, reading, out var top) ? new Presentation(having, order, top) : null;
    }

    private static List<OrderKey>? Order(OrderByClause? clause, OutputNames outputs, bool rollsUp, Reading reading)
    {
        var order = new List<OrderKey>();
        reading.Tree.Take(clause);
        foreach (var element in clause?.OrderByElements ?? [])
        {
            reading.Tree.Take(element);
            if (outputs.Find(element.Expression, positions: true) is not { } output)
            {
                return null;
            }

            // By value the total would come before its sectors' areas or after them, and nobody could tell what stands below what.
            if (rollsUp && outputs.IsMeasure(output))
            {
                return reading.Refuse<List<OrderKey>>(element, "the levels of a ROLLUP are not ordered by value", $"{outputs.Accepted(measures: false)}, without the measures; or no ROLLUP");
            }

            order.Add(new OrderKey(output, element.SortOrder == SortOrder.Descending));
        }

        return order;
    }

    private static bool Top(QuerySpecification query, List<OrderKey> order, bool rollsUp, Reading reading, out int? top)
    {
        top = null;
        if (query.TopRowFilter is not { } filter)
        {
            return true;
        }

        reading.Tree.Take(filter);
        if (rollsUp)
        {
            return reading.Refuse<string>(filter, "TOP cannot be used with ROLLUP, whose rows are of several levels", "HAVING; or one level without ROLLUP") is not null;
        }

        if (filter.Percent || filter.WithTies || filter.WithApproximate || order.Count == 0)
        {
            return reading.Refuse<string>(filter, "this TOP cannot be used", "TOP (5) with ORDER BY, which says of what") is not null;
        }

        var rows = filter.Expression;
        while (rows is ParenthesisExpression parenthesis)
        {
            reading.Tree.Take(parenthesis);
            rows = parenthesis.Expression;
        }

        top = (int?)(LiteralReader.Read(rows, Rows, reading) as NumberLiteral)?.FixedPoint;
        return top is not null;
    }
}
