using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Reads a rate: a measure, times a number if you like, divided by a column of numbers of a public table.</summary>
internal static class RateReader
{
    private const string Accepted = "number * measure / table.column, such as 1000.0 * COUNT(*) / population.residents; measures are COUNT(*), COUNT(DISTINCT unit) and SUM(column)";

    private static readonly Column Factor = new("the factor", "Factor", new NumberType(3, 1, FixedPoint.Largest, null, ""));

    /// <summary>What has a number in the table of a rate.</summary>
    public static string AcceptedDivisors(SelectedRate rate) =>
        $"groups of whole codes of {rate.Join.Table.Codelist.Id} with a number in {rate.Join.Table.Id}: GROUP BY {rate.Join.On.Name}, or nothing grouped by, and a condition that does not part them";

    public static bool CanRead(ScalarExpression expression) => expression is BinaryExpression or ParenthesisExpression;

    /// <summary>The parts of the rate; null after a refusal.</summary>
    public static SelectedRate? Read(ScalarExpression expression, Dataset dataset, Reading reading)
    {
        var (above, below) = (new List<ScalarExpression>(), new List<ScalarExpression>());
        if (!Flatten(expression, above, below, reading)
            || below is not [ColumnReferenceExpression divisor]
            || above.OfType<FunctionCall>().ToArray() is not [var call]
            || above.Count > 2)
        {
            return reading.Refuse<SelectedRate>(expression, "this arithmetic cannot be used", Accepted);
        }

        if (MeasureReader.Read(call, dataset, reading) is not { } measure || NameReader.Joined(divisor, reading) is not { } joined)
        {
            return null;
        }

        if (measure.Kind is not (MeasureKind.Count or MeasureKind.CountDistinctUnit or MeasureKind.Sum) || joined.Attribute is not PublicNumbers numbers)
        {
            return reading.Refuse<SelectedRate>(expression, "this arithmetic cannot be used", Accepted);
        }

        var factor = above.Find(one => one != call) is { } written ? LiteralReader.Read(written, Factor, reading) as NumberLiteral : new NumberLiteral(1000);
        return factor is null ? null : new SelectedRate(measure, FixedPoint.ToDecimal(factor.FixedPoint, 3), joined.Join, numbers);
    }

    private static bool Flatten(ScalarExpression expression, List<ScalarExpression> above, List<ScalarExpression> below, Reading reading)
    {
        switch (expression)
        {
            case ParenthesisExpression parenthesis:
                reading.Tree.Take(parenthesis);
                return Flatten(parenthesis.Expression, above, below, reading);
            case BinaryExpression { BinaryExpressionType: BinaryExpressionType.Multiply } product:
                reading.Tree.Take(product);
                return Flatten(product.FirstExpression, above, below, reading) && Flatten(product.SecondExpression, above, below, reading);
            case BinaryExpression { BinaryExpressionType: BinaryExpressionType.Divide } quotient:
                reading.Tree.Take(quotient);
                return Flatten(quotient.FirstExpression, above, below, reading) && Flatten(quotient.SecondExpression, below, above, reading);
            default:
                above.Add(expression);
                return true;
        }
    }
}

/// <summary>A rate as it was selected, before the question that it belongs to is known.</summary>
internal sealed record SelectedRate(Measure Measure, decimal Factor, PublicJoin Join, PublicNumbers Column)
{
    public string Name => $"{Measure.Name}_per_{Column.Name}";
}
