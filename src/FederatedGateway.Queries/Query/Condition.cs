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

    /// <summary>
    /// The truth for each value of a column of codes, months or dates, in the order of <see cref="ColumnValues"/>, when nothing is known of other columns. Takes
    /// time in proportion to the values and the condition's length, also where both are long.
    /// </summary>
    public static bool?[] TruthOf(Predicate? condition, Column column)
    {
        var values = ColumnValues.CountOf(column);
        if (condition is null)
        {
            return [.. Enumerable.Repeat((bool?)true, values)];
        }

        return TruthOf(condition, new ColumnDomain(column, []), values);
    }

    private static bool?[] TruthOf(Predicate condition, ColumnDomain domain, int values) => condition switch
    {
        AndPredicate and => and.Operands.Select(operand => TruthOf(operand, domain, values)).Aggregate((left, right) => Combine(left, right, (one, other) => one & other)),
        OrPredicate or => or.Operands.Select(operand => TruthOf(operand, domain, values)).Aggregate((left, right) => Combine(left, right, (one, other) => one | other)),
        NotPredicate not => Array.ConvertAll(TruthOf(not.Operand, domain, values), truth => !truth),
        _ when ColumnOf(condition)!.Name != domain.Column.Name => new bool?[values],
        _ => Members(domain.Of(condition), values),
    };

    private static bool?[] Combine(bool?[] into, bool?[] other, Func<bool?, bool?, bool?> join)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = join(into[i], other[i]);
        }

        return into;
    }

    private static bool?[] Members(ValueSet set, int values)
    {
        var members = new bool?[values];
        Array.Fill(members, false);
        foreach (var place in set.Values)
        {
            members[place] = true;
        }

        return members;
    }

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
