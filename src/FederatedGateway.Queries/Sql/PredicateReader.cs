using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInPredicate = Microsoft.SqlServer.TransactSql.ScriptDom.InPredicate;

namespace FederatedGateway.Queries;

/// <summary>Reads the condition after WHERE. Depth is bounded by <see cref="TokenGate"/>, so recursion is safe.</summary>
internal static class PredicateReader
{
    internal const string Accepted = "column = value, <>, <, <=, >, >=, IN (...), NOT IN (...), BETWEEN ... AND ..., joined by AND, OR, NOT and parentheses";

    public static Predicate? Read(BooleanExpression expression, Dataset dataset, Reading reading)
    {
        reading.Tree.Take(expression);
        return expression switch
        {
            BooleanParenthesisExpression parenthesis => Read(parenthesis.Expression, dataset, reading),
            BooleanNotExpression not => Read(not.Expression, dataset, reading) is { } operand ? new NotPredicate(operand) : null,
            BooleanBinaryExpression binary => Join(binary, dataset, reading),
            BooleanComparisonExpression comparison => Compare(comparison, dataset, reading),
            SqlInPredicate { Subquery: null } list => In(list, dataset, reading),
            SqlInPredicate => reading.Refuse<Predicate>(expression, "a question within a question cannot be used", "IN and a list of values"),
            BooleanTernaryExpression between => Between(between, dataset, reading),
            _ => reading.Refuse<Predicate>(expression, "this condition cannot be used", Accepted),
        };
    }

    private static Predicate? Join(BooleanBinaryExpression binary, Dataset dataset, Reading reading)
    {
        if (Read(binary.FirstExpression, dataset, reading) is not { } left || Read(binary.SecondExpression, dataset, reading) is not { } right)
        {
            return null;
        }

        return binary.BinaryExpressionType switch
        {
            BooleanBinaryExpressionType.And => new AndPredicate([left, right]),
            BooleanBinaryExpressionType.Or => new OrPredicate([left, right]),
            _ => reading.Refuse<Predicate>(binary, "this condition cannot be used", Accepted),
        };
    }

    private static Predicate? Compare(BooleanComparisonExpression comparison, Dataset dataset, Reading reading)
    {
        if (OperatorOf(comparison) is not { } comparer)
        {
            return reading.Refuse<Predicate>(comparison, "this comparison cannot be used", Accepted);
        }

        var ordered = comparer is not (CompareOperator.Equal or CompareOperator.NotEqual);
        return Subject.Read(comparison.FirstExpression, ordered, dataset, reading) is { } subject
            && LiteralReader.Read(comparison.SecondExpression, subject.Column, reading) is { } value
                ? subject.OnRows(new ComparePredicate(subject.Column, comparer, value), comparison, reading)
                : null;
    }

    private static Predicate? In(SqlInPredicate list, Dataset dataset, Reading reading)
    {
        if (Subject.Read(list.Expression, ordered: false, dataset, reading) is not { } subject)
        {
            return null;
        }

        var values = new List<Literal>();
        foreach (var expression in list.Values)
        {
            if (LiteralReader.Read(expression, subject.Column, reading) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        var predicate = subject.OnRows(new InPredicate(subject.Column, values), list, reading);
        return list.NotDefined && predicate is not null ? new NotPredicate(predicate) : predicate;
    }

    private static Predicate? Between(BooleanTernaryExpression between, Dataset dataset, Reading reading)
    {
        if (Subject.Read(between.FirstExpression, ordered: true, dataset, reading) is not { } subject
            || LiteralReader.Read(between.SecondExpression, subject.Column, reading) is not { } low
            || LiteralReader.Read(between.ThirdExpression, subject.Column, reading) is not { } high)
        {
            return null;
        }

        if (subject.Order.Compare(low, high) > 0)
        {
            return reading.Refuse<Predicate>(between.SecondExpression, "the first value is above the second, so nothing lies between", "the lower value first");
        }

        var predicate = subject.OnRows(new BetweenPredicate(subject.Column, low, high), between, reading);
        return between.TernaryExpressionType switch
        {
            BooleanTernaryExpressionType.Between => predicate,
            BooleanTernaryExpressionType.NotBetween => predicate is null ? null : new NotPredicate(predicate),
            _ => reading.Refuse<Predicate>(between, "this condition cannot be used", Accepted),
        };
    }

    /// <summary>The comparison; null when it is none of those accepted.</summary>
    public static CompareOperator? OperatorOf(BooleanComparisonExpression comparison) => comparison.ComparisonType switch
    {
        BooleanComparisonType.Equals => CompareOperator.Equal,
        BooleanComparisonType.NotEqualToBrackets or BooleanComparisonType.NotEqualToExclamation => CompareOperator.NotEqual,
        BooleanComparisonType.LessThan => CompareOperator.Less,
        BooleanComparisonType.LessThanOrEqualTo => CompareOperator.LessOrEqual,
        BooleanComparisonType.GreaterThan => CompareOperator.Greater,
        BooleanComparisonType.GreaterThanOrEqualTo => CompareOperator.GreaterOrEqual,
        _ => null,
    };
}
