namespace FederatedGateway.Queries;

/// <summary>Joins conditions in the canonical way: flat, sorted by text, without repeats; one operand is itself.</summary>
internal static class PredicateJoin
{
    public static Predicate And(IReadOnlyList<Predicate> operands) =>
        Join(operands.SelectMany(operand => operand is AndPredicate nested ? nested.Operands : [operand]), sorted => new AndPredicate(sorted));

    public static Predicate Or(IReadOnlyList<Predicate> operands) =>
        Join(operands.SelectMany(operand => operand is OrPredicate nested ? nested.Operands : [operand]), sorted => new OrPredicate(sorted));

    private static Predicate Join(IEnumerable<Predicate> operands, Func<IReadOnlyList<Predicate>, Predicate> join)
    {
        var sorted = operands.Select(operand => (Operand: operand, Text: operand.ToString()))
            .DistinctBy(pair => pair.Text, StringComparer.Ordinal)
            .OrderBy(pair => pair.Text, StringComparer.Ordinal)
            .Select(pair => pair.Operand)
            .ToArray();
        return sorted.Length == 1 ? sorted[0] : join(sorted);
    }
}
