namespace FederatedGateway.Queries;

/// <summary>
/// A condition without NOT and without comparisons: sets of values of columns, joined. Closed: <see cref="SetConstant"/>, <see cref="SetLeaf"/>,
/// <see cref="SetJoin"/>.
/// </summary>
internal abstract record SetTree
{
    /// <summary>The condition, or where <paramref name="negated"/> its opposite, in which every column has the domain given.</summary>
    public static SetTree Of(Predicate predicate, bool negated, IReadOnlyDictionary<string, ColumnDomain> domains) => predicate switch
    {
        AndPredicate and => Join(all: !negated, and.Operands.Select(operand => Of(operand, negated, domains))),
        OrPredicate or => Join(all: negated, or.Operands.Select(operand => Of(operand, negated, domains))),
        NotPredicate not => Of(not.Operand, !negated, domains),
        _ => Leaf(predicate, negated, domains[Condition.ColumnOf(predicate)!.Name]),
    };

    /// <summary>The join in its simplest form: flat, one leaf a column, no constants.</summary>
    public static SetTree Join(bool all, IEnumerable<SetTree> operands)
    {
        var flat = operands.SelectMany(operand => operand is SetJoin join && join.All == all ? join.Operands : [operand]).ToArray();
        if (flat.OfType<SetConstant>().Any(constant => constant.Value != all))
        {
            return new SetConstant(!all);
        }

        var merged = flat.OfType<SetLeaf>().GroupBy(leaf => leaf.Domain).Select(leaves => Merge(all, leaves.Key, [.. leaves])).ToArray();
        if (merged.OfType<SetConstant>().Any(constant => constant.Value != all))
        {
            return new SetConstant(!all);
        }

        SetTree[] left = [.. merged.OfType<SetLeaf>(), .. flat.OfType<SetJoin>()];
        return left.Length switch
        {
            0 => new SetConstant(all),
            1 => left[0],
            _ => new SetJoin(all, left),
        };
    }

    /// <summary>The leaves, from left to right.</summary>
    public IEnumerable<SetLeaf> Leaves() => this switch
    {
        SetLeaf leaf => [leaf],
        SetJoin join => join.Operands.SelectMany(operand => operand.Leaves()),
        _ => [],
    };

    /// <summary>The truth, given that of the leaves.</summary>
    public bool Holds(Func<SetLeaf, bool> ofLeaf) => this switch
    {
        SetConstant constant => constant.Value,
        SetLeaf leaf => ofLeaf(leaf),
        SetJoin { All: true } and => and.Operands.All(operand => operand.Holds(ofLeaf)),
        SetJoin or => or.Operands.Any(operand => operand.Holds(ofLeaf)),
        _ => throw new InvalidOperationException("The trees are a closed set."),
    };

    private static SetTree Leaf(Predicate leaf, bool negated, ColumnDomain domain) =>
        SetLeaf.Of(domain, negated ? domain.Not(domain.Of(leaf)) : domain.Of(leaf));

    private static SetTree Merge(bool all, ColumnDomain domain, SetLeaf[] leaves) =>
        leaves.Length == 1 ? leaves[0]
        : all ? SetLeaf.Of(domain, leaves.Select(leaf => leaf.Values).Aggregate(domain.Intersection))
        : SetLeaf.Of(domain, ColumnDomain.Union(leaves.Select(leaf => leaf.Values)));
}

/// <summary>True or false of every row.</summary>
internal sealed record SetConstant(bool Value) : SetTree;

/// <summary>True where the column holds one of the values: not none of its domain, and all only where a number may be missing.</summary>
internal sealed record SetLeaf(ColumnDomain Domain, ValueSet Values) : SetTree
{
    /// <summary>The leaf, or the constant that it is.</summary>
    public static SetTree Of(ColumnDomain domain, ValueSet values) =>
        values.IsEmpty ? new SetConstant(false) : domain.Not(values).IsEmpty && !domain.MayLack ? new SetConstant(true) : new SetLeaf(domain, values);
}

/// <summary>True when all operands are, or some operand is.</summary>
internal sealed record SetJoin(bool All, IReadOnlyList<SetTree> Operands) : SetTree;
