namespace FederatedGateway.Queries;

/// <summary>
/// Brings a condition to its canonical form. Rows hold only values of their column's domain or lack a number, so a condition on one column is a
/// set of values, and any condition is a table of truth over classes of values. The form is made from that table alone: conditions that
/// mean the same have one text. A condition of very many columns and values, whose table would be too large, keeps its structure with every column's
/// conditions merged.
/// </summary>
internal static class CanonicalPredicate
{
    private const int MostRows = 1024;
    private const int MostLeaves = 64;
    private const int MostRounds = 8;

    /// <summary>The canonical form; or whether the condition is true of every row, or of none.</summary>
    public static CanonicalForm Of(Predicate predicate)
    {
        // Merging can bring the table of a large condition within bounds, so that is done until nothing changes.
        var (text, made) = ("", Once(predicate));
        for (var round = 0; round < MostRounds && made is { Settled: false, Condition: { } condition } && condition.ToString() != text; round++)
        {
            (text, made) = (condition.ToString(), Once(condition));
        }

        return made;
    }

    private static CanonicalForm Once(Predicate predicate)
    {
        var domains = Condition.Leaves(predicate).GroupBy(leaf => Condition.ColumnOf(leaf)!.Name, StringComparer.Ordinal)
            .ToDictionary(leaves => leaves.Key, leaves => new ColumnDomain(Condition.ColumnOf(leaves.First())!, leaves), StringComparer.Ordinal);
        return Form(SetTree.Of(predicate, negated: false, domains));
    }

    private static CanonicalForm Form(SetTree tree) => tree switch
    {
        SetConstant constant => new(null, constant.Value),
        SetLeaf leaf => new(leaf.Domain.ConditionOf(leaf.Values), false),
        SetJoin join when Parts(join) is { Count: > 1 } parts => Join(join.All, parts.Select(part => Form(SetTree.Join(join.All, part)))),
        SetJoin join => Tabled(join) ?? Join(join.All, join.Operands.Select(Form)) with { Settled = false },
        _ => throw new InvalidOperationException("The trees are a closed set."),
    };

    private static CanonicalForm Join(bool all, IEnumerable<CanonicalForm> forms)
    {
        var made = forms.ToArray();
        if (Array.Exists(made, form => form.Condition is null && form.Always != all))
        {
            return new(null, !all);
        }

        Predicate[] left = [.. made.Select(form => form.Condition).OfType<Predicate>()];
        return left.Length == 0 ? new(null, all) : new(all ? PredicateJoin.And(left) : PredicateJoin.Or(left), false) { Settled = Array.TrueForAll(made, form => form.Settled) };
    }

    // Operands that share no column, not even through others, are told apart by any form, so each group has a table of its own.
    private static List<List<SetTree>> Parts(SetJoin join)
    {
        var parts = new List<(HashSet<ColumnDomain> Columns, List<SetTree> Operands)>();
        foreach (var operand in join.Operands)
        {
            var columns = operand.Leaves().Select(leaf => leaf.Domain).ToHashSet();
            var touched = parts.Where(part => part.Columns.Overlaps(columns)).ToArray();
            parts.RemoveAll(part => touched.Contains(part));
            parts.Add(([.. touched.SelectMany(part => part.Columns), .. columns], [.. touched.SelectMany(part => part.Operands), operand]));
        }

        return [.. parts.Select(part => part.Operands)];
    }

    private static CanonicalForm? Tabled(SetJoin join)
    {
        if (TruthTable.Of(join, MostRows) is not { } table)
        {
            return null;
        }

        return table.Constant is { } constant ? new(null, constant)
            : Of(table) is var condition && Condition.Leaves(condition).Count() <= MostLeaves ? new(condition, false)
            : null;
    }

    // A conjunction or disjunction of parts with columns of their own; where there is neither, case by case of the first column.
    private static Predicate Of(TruthTable whole)
    {
        var table = whole.Essential();
        if (table.Columns is [var only])
        {
            return only.Domain.ConditionOf(ColumnDomain.Union(only.Classes.Where((_, row) => table.Rows[row])));
        }

        if (table.Factors() is { Count: > 1 } all)
        {
            return PredicateJoin.And([.. all.Select(Of)]);
        }

        return table.Opposite.Factors() is { Count: > 1 } some
            ? PredicateJoin.Or([.. some.Select(part => Of(part.Opposite))])
            : PredicateJoin.Or([.. table.Slices(0).Where(slice => slice.Rest.Constant != false).Select(slice => Case(table.Columns[0].Domain, slice.Values, slice.Rest))]);
    }

    // What holds of rows that lack the number holds of all others too: a comparison is never true of a row for the want of a number.
    private static Predicate Case(ColumnDomain column, ValueSet values, TruthTable rest) =>
        column.HasMissing(values) ? Of(rest) : rest.Constant == true ? column.ConditionOf(values) : PredicateJoin.And([column.ConditionOf(values), Of(rest)]);
}

/// <summary>What a condition comes to.</summary>
/// <param name="Condition">The condition; null where it is a constant.</param>
/// <param name="Always">The constant; false where there is a condition.</param>
internal sealed record CanonicalForm(Predicate? Condition, bool Always)
{
    /// <summary>Whether it was made from a table of truth, so that nothing more can change.</summary>
    public bool Settled { get; init; } = true;
}
