using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlLiteral = Microsoft.SqlServer.TransactSql.ScriptDom.Literal;

namespace FederatedGateway.Queries;

/// <summary>Reads the condition after HAVING. Depth is bounded by <see cref="TokenGate"/>, so recursion is safe.</summary>
internal static class HavingReader
{
    private const string Accepted = "a selected measure or its heading, compared with a number, such as COUNT(*) > 20; joined by AND, OR, NOT and parentheses; conditions on rows stand in WHERE";

    // A trillion is more than any agency counts. Rates are smaller, and may be so per head.
    private static readonly Column Value = ValueWith(3);
    private static readonly Column RateValue = ValueWith(FixedPoint.MostDecimals);

    public static HavingCondition? Read(BooleanExpression? expression, OutputNames outputs, Reading reading)
    {
        reading.Tree.Take(expression);
        return expression switch
        {
            BooleanParenthesisExpression parenthesis => Read(parenthesis.Expression, outputs, reading),
            BooleanNotExpression not => Read(not.Expression, outputs, reading) is { } operand ? new HavingNot(operand) : null,
            BooleanBinaryExpression binary => Join(binary, outputs, reading),
            BooleanComparisonExpression comparison when PredicateReader.OperatorOf(comparison) is { } comparer =>
                Compare(comparison.FirstExpression, comparer, comparison.SecondExpression, outputs, reading),
            BooleanTernaryExpression { TernaryExpressionType: BooleanTernaryExpressionType.Between } between => Between(between, outputs, reading),
            BooleanTernaryExpression between => Between(between, outputs, reading) is { } within ? new HavingNot(within) : null,
            _ => reading.Refuse<HavingCondition>(expression!, "this condition cannot be used", Accepted),
        };
    }

    private static HavingCondition? Join(BooleanBinaryExpression binary, OutputNames outputs, Reading reading) =>
        Read(binary.FirstExpression, outputs, reading) is { } left && Read(binary.SecondExpression, outputs, reading) is { } right
            ? binary.BinaryExpressionType == BooleanBinaryExpressionType.And ? new HavingAll([left, right]) : new HavingAny([left, right])
            : null;

    private static HavingAll? Between(BooleanTernaryExpression between, OutputNames outputs, Reading reading) =>
        Compare(between.FirstExpression, CompareOperator.GreaterOrEqual, between.SecondExpression, outputs, reading) is { } low
        && Compare(between.FirstExpression, CompareOperator.LessOrEqual, between.ThirdExpression, outputs, reading) is { } high
            ? new HavingAll([low, high])
            : null;

    private static HavingCompare? Compare(ScalarExpression of, CompareOperator comparer, ScalarExpression with, OutputNames outputs, Reading reading)
    {
        if (of is SqlLiteral or UnaryExpression or VariableReference)
        {
            return reading.Refuse<HavingCompare>(of, "a condition of HAVING begins with what it is about, and the number stands second", Accepted);
        }

        if (outputs.Find(of, positions: false) is not { } output)
        {
            return null;
        }

        if (!outputs.IsMeasure(output))
        {
            return reading.Refuse<HavingCompare>(of, "HAVING is about noisy values", $"{outputs.Accepted(measures: true)}; conditions on codes stand in WHERE");
        }

        var value = outputs.IsRate(output) ? RateValue : Value;
        return LiteralReader.Read(with, value, reading) is NumberLiteral number
            ? new HavingCompare(output, comparer, FixedPoint.ToDecimal(number.FixedPoint, ((NumberType)value.Type).Decimals))
            : null;
    }

    private static Column ValueWith(int decimals) => new("a noisy value", "Noisy value", new NumberType(decimals, -FixedPoint.Largest, FixedPoint.Largest, null, ""));
}
