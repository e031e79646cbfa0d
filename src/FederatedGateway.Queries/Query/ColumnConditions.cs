namespace FederatedGateway.Queries;

/// <summary>A condition, taken apart into those on one column each, which hold together, and the rest.</summary>
internal sealed class ColumnConditions
{
    private readonly ILookup<string, Predicate> single;
    private readonly IReadOnlyList<Predicate> mixed;

    private ColumnConditions(IEnumerable<Predicate> operands)
    {
        var sorted = operands.ToLookup(operand => Condition.Leaves(operand).Select(leaf => Condition.ColumnOf(leaf)!.Name).Distinct(StringComparer.Ordinal).Count() == 1);
        single = sorted[true].ToLookup(operand => Condition.ColumnOf(Condition.Leaves(operand).First())!.Name, StringComparer.Ordinal);
        mixed = [.. sorted[false]];
    }

    public IEnumerable<string> Columns => single.Select(column => column.Key);

    public static ColumnConditions Of(Predicate? where) => new(where is AndPredicate and ? and.Operands : where is null ? [] : [where]);

    /// <summary>All conditions on the column alone; null where there is none.</summary>
    public Predicate? On(string column) => single[column].ToArray() switch
    {
        [] => null,
        [var only] => only,
        var several => new AndPredicate(several),
    };

    /// <summary>The share of rows that meet the rest, were all leaves independent of each other; null where a leaf's share is not known.</summary>
    public double? Mixed(Func<Predicate, double?> shareOf) => mixed.Aggregate((double?)1, (share, condition) => share * Share(condition, shareOf));

    private static double? Share(Predicate condition, Func<Predicate, double?> shareOf) => condition switch
    {
        AndPredicate and => and.Operands.Aggregate((double?)1, (share, operand) => share * Share(operand, shareOf)),
        OrPredicate or => 1 - or.Operands.Aggregate((double?)1, (share, operand) => share * (1 - Share(operand, shareOf))),
        NotPredicate not => 1 - Share(not.Operand, shareOf),
        _ => shareOf(condition),
    };
}
