namespace FederatedGateway.Queries;

/// <summary>
/// How the asker wants to see the answer: <c>HAVING</c>, <c>ORDER BY</c> and <c>TOP</c>. All of it works on noisy values after the
/// answer, so it is no part of the question, costs nothing and tells nobody anything new.
/// </summary>
/// <param name="Having">Which rows are shown; null for all.</param>
/// <param name="Order">What rows are ordered by, the first first; empty for the order of their keys.</param>
/// <param name="Top">How many rows are shown at most; null for all.</param>
public sealed record Presentation(HavingCondition? Having, IReadOnlyList<OrderKey> Order, int? Top)
{
    /// <summary>Every row, in the order of its key.</summary>
    public static Presentation Plain { get; } = new(null, [], null);
}

/// <summary>One column that rows are ordered by.</summary>
/// <param name="Output">Index into <see cref="QueryReading.Output"/>.</param>
/// <param name="Descending">Whether the greatest value, or last code, comes first.</param>
public sealed record OrderKey(int Output, bool Descending);

/// <summary>
/// A condition on a row of the answer. Closed: <see cref="HavingAll"/>, <see cref="HavingAny"/>, <see cref="HavingNot"/>, <see cref="HavingCompare"/>.
/// </summary>
public abstract record HavingCondition
{
    private protected HavingCondition()
    {
    }

    /// <summary>The truth in three-valued logic: a value that is withheld or cannot be computed is neither above nor below anything.</summary>
    /// <param name="valueOf">The noisy value of a column of <see cref="QueryReading.Output"/>, by its index; null when there is none.</param>
    public abstract bool? Holds(Func<int, decimal?> valueOf);
}

/// <summary>True when every operand is.</summary>
/// <param name="Operands">Two or more.</param>
public sealed record HavingAll(IReadOnlyList<HavingCondition> Operands) : HavingCondition
{
    /// <inheritdoc/>
    public override bool? Holds(Func<int, decimal?> valueOf) => Operands.Aggregate((bool?)true, (truth, operand) => truth & operand.Holds(valueOf));
}

/// <summary>True when some operand is.</summary>
/// <param name="Operands">Two or more.</param>
public sealed record HavingAny(IReadOnlyList<HavingCondition> Operands) : HavingCondition
{
    /// <inheritdoc/>
    public override bool? Holds(Func<int, decimal?> valueOf) => Operands.Aggregate((bool?)false, (truth, operand) => truth | operand.Holds(valueOf));
}

/// <summary>True when the operand is false.</summary>
/// <param name="Operand">The operand.</param>
public sealed record HavingNot(HavingCondition Operand) : HavingCondition
{
    /// <inheritdoc/>
    public override bool? Holds(Func<int, decimal?> valueOf) => !Operand.Holds(valueOf);
}

/// <summary>Compares a noisy value with a number.</summary>
/// <param name="Output">Index into <see cref="QueryReading.Output"/>, of a measure.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Value">The number, in real units.</param>
public sealed record HavingCompare(int Output, CompareOperator Operator, decimal Value) : HavingCondition
{
    /// <inheritdoc/>
    public override bool? Holds(Func<int, decimal?> valueOf)
    {
        ArgumentNullException.ThrowIfNull(valueOf);
        return valueOf(Output) is { } value ? Condition.Holds(Operator, value.CompareTo(Value)) : null;
    }
}
