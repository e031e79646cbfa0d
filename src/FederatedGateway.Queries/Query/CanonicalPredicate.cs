namespace FederatedGateway.Queries;

/// <summary>
/// Brings a condition to its canonical form: nested AND and OR flattened, operands and IN lists sorted without duplicates,
/// a list of one as an equality, lower and upper ends that hold together as one BETWEEN, NOT pushed into comparisons and pairs of NOT removed. Every step holds in three-valued logic.
/// </summary>
internal static class CanonicalPredicate
{
    public static Predicate Of(Predicate predicate) => predicate switch
    {
        AndPredicate and => Join(Ranges(and.Operands.Select(Of).SelectMany(operand => operand is AndPredicate nested ? nested.Operands : [operand]).SelectMany(Ends)), sorted => new AndPredicate(sorted)),
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

    private static IEnumerable<Predicate> Ends(Predicate predicate) => predicate is BetweenPredicate between
        ?
        [
            new ComparePredicate(between.Column, CompareOperator.GreaterOrEqual, between.Low),
            new ComparePredicate(between.Column, CompareOperator.LessOrEqual, between.High),
        ]
        : [predicate];

    // Of several lower ends of a column the greatest counts, of upper ends the least; the two make a BETWEEN.
    private static IEnumerable<Predicate> Ranges(IEnumerable<Predicate> operands)
    {
        var all = operands.ToArray();
        var ends = all.OfType<ComparePredicate>().Where(compare => compare.Operator is CompareOperator.GreaterOrEqual or CompareOperator.LessOrEqual).ToArray();
        return all.Except(ends).Concat(ends.GroupBy(end => end.Column.Name, StringComparer.Ordinal).SelectMany(Range));
    }

    private static IEnumerable<Predicate> Range(IEnumerable<ComparePredicate> ends)
    {
        var low = ends.Where(end => end.Operator == CompareOperator.GreaterOrEqual).MaxBy(end => end.Value, LiteralOrder.Instance);
        var high = ends.Where(end => end.Operator == CompareOperator.LessOrEqual).MinBy(end => end.Value, LiteralOrder.Instance);
        return low is not null && high is not null && LiteralOrder.Instance.Compare(low.Value, high.Value) <= 0
            ? [new BetweenPredicate(low.Column, low.Value, high.Value)]
            : new[] { low, high }.OfType<Predicate>();
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
