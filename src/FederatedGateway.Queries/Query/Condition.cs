namespace FederatedGateway.Queries;

/// <summary>The truth of conditions. Conditions on one column, without AND, OR and NOT, are leaves.</summary>
internal static class Condition
{
    /// <summary>The column of a leaf; null for AND, OR and NOT.</summary>
    public static Column? ColumnOf(Predicate condition) => condition switch
    {
        ComparePredicate compare => compare.Column,
        InPredicate @in => @in.Column,
        BetweenPredicate between => between.Column,
        _ => null,
    };

    /// <summary>The leaves, from left to right.</summary>
    public static IEnumerable<Predicate> Leaves(Predicate predicate) => predicate switch
    {
        AndPredicate and => and.Operands.SelectMany(Leaves),
        OrPredicate or => or.Operands.SelectMany(Leaves),
        NotPredicate not => Leaves(not.Operand),
        _ => [predicate],
    };

    /// <summary>The truth in Kleene's three-valued logic, given that of the leaves.</summary>
    public static bool? Truth(Predicate predicate, Func<Predicate, bool?> ofLeaf) => predicate switch
    {
        AndPredicate and => and.Operands.Aggregate((bool?)true, (truth, operand) => truth & Truth(operand, ofLeaf)),
        OrPredicate or => or.Operands.Aggregate((bool?)false, (truth, operand) => truth | Truth(operand, ofLeaf)),
        NotPredicate not => !Truth(not.Operand, ofLeaf),
        _ => ofLeaf(predicate),
    };

    /// <summary>Whether a leaf is true of a value of its column.</summary>
    public static bool Holds(Predicate leaf, Literal value) => Holds(leaf, value, LiteralOrder.Instance);

    /// <summary>The same, with values in an order of the caller's.</summary>
    public static bool Holds(Predicate leaf, Literal value, IComparer<Literal> order) => leaf switch
    {
        ComparePredicate compare => Holds(compare.Operator, order.Compare(value, compare.Value)),
        InPredicate @in => @in.Values.Contains(value),
        BetweenPredicate between => order.Compare(between.Low, value) <= 0 && order.Compare(value, between.High) <= 0,
        _ => throw new InvalidOperationException("AND, OR and NOT are no conditions on one column."),
    };

    /// <summary>Whether a comparison holds between values in this order.</summary>
    public static bool Holds(CompareOperator comparison, int order) => comparison switch
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
