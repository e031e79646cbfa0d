namespace FederatedGateway.Queries;

/// <summary>
/// Brings a condition to its canonical form: nested AND and OR flattened, operands and IN lists sorted without duplicates,
/// a list of one as an equality, NOT pushed into comparisons and pairs of NOT removed. Every step holds in three-valued logic.
/// </summary>
internal static class CanonicalPredicate
{
    public static Predicate Of(Predicate predicate) => predicate switch
    {
        AndPredicate and => Join(and.Operands.Select(Of).SelectMany(operand => operand is AndPredicate nested ? nested.Operands : [operand]), sorted => new AndPredicate(sorted)),
        OrPredicate or => Join(or.Operands.Select(Of).SelectMany(operand => operand is OrPredicate nested ? nested.Operands : [operand]), sorted => new OrPredicate(sorted)),
        NotPredicate not => Negate(Of(not.Operand)),
        InPredicate @in => Sorted(@in.Values) is var values && values.Length == 1
            ? new ComparePredicate(@in.Column, CompareOperator.Equal, values[0])
            : @in with { Values = values },
        _ => predicate,
    };

    private static Predicate Join(IEnumerable<Predicate> operands, Func<IReadOnlyList<Predicate>, Predicate> join)
    {
        var sorted = operands.Select(operand => (Operand: operand, Text: operand.ToString()))
            .DistinctBy(pair => pair.Text, StringComparer.Ordinal)
            .OrderBy(pair => pair.Text, StringComparer.Ordinal)
            .Select(pair => pair.Operand)
            .ToArray();
        return sorted.Length == 1 ? sorted[0] : join(sorted);
    }

    private static Predicate Negate(Predicate predicate) => predicate switch
    {
        NotPredicate not => not.Operand,
        ComparePredicate compare => compare with { Operator = Opposite(compare.Operator) },
        _ => new NotPredicate(predicate),
    };

    private static Literal[] Sorted(IReadOnlyList<Literal> values) => [.. values.Distinct().Order(LiteralOrder.Instance)];

    private static CompareOperator Opposite(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Equal => CompareOperator.NotEqual,
        CompareOperator.NotEqual => CompareOperator.Equal,
        CompareOperator.Less => CompareOperator.GreaterOrEqual,
        CompareOperator.LessOrEqual => CompareOperator.Greater,
        CompareOperator.Greater => CompareOperator.LessOrEqual,
        CompareOperator.GreaterOrEqual => CompareOperator.Less,
        _ => throw new InvalidOperationException("The comparisons are a closed set."),
    };
}
