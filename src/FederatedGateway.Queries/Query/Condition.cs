namespace FederatedGateway.Queries;

/// <summary>The truth of a condition on one column, without AND, OR and NOT.</summary>
internal static class Condition
{
    /// <summary>The column; null for AND, OR and NOT.</summary>
    public static Column? ColumnOf(Predicate condition) => condition switch
    {
        ComparePredicate compare => compare.Column,
        InPredicate @in => @in.Column,
        BetweenPredicate between => between.Column,
        _ => null,
    };

    /// <summary>Whether it is true of a value of its column.</summary>
    public static bool Holds(Predicate condition, Literal value) => condition switch
    {
        ComparePredicate compare => Holds(compare.Operator, LiteralOrder.Instance.Compare(value, compare.Value)),
        InPredicate @in => @in.Values.Contains(value),
        BetweenPredicate between => LiteralOrder.Instance.Compare(between.Low, value) <= 0 && LiteralOrder.Instance.Compare(value, between.High) <= 0,
        _ => throw new InvalidOperationException("AND, OR and NOT are no conditions on one column."),
    };

    private static bool Holds(CompareOperator comparison, int order) => comparison switch
    {
        CompareOperator.Equal => order == 0,
        CompareOperator.NotEqual => order != 0,
        CompareOperator.Less => order < 0,
        CompareOperator.LessOrEqual => order <= 0,
        CompareOperator.Greater => order > 0,
        CompareOperator.GreaterOrEqual => order >= 0,
        _ => throw new InvalidOperationException("The comparisons are a closed set."),
    };
}
