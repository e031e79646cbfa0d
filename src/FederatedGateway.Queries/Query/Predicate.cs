namespace FederatedGateway.Queries;

/// <summary>
/// A condition on a row. Closed: <see cref="AndPredicate"/>, <see cref="OrPredicate"/>, <see cref="NotPredicate"/>,
/// <see cref="ComparePredicate"/>, <see cref="InPredicate"/>, <see cref="BetweenPredicate"/>. Two conditions are the same when their texts are.
/// </summary>
public abstract record Predicate
{
    private protected Predicate()
    {
    }

    /// <summary>The condition as canonical SQL.</summary>
    public sealed override string ToString() => CanonicalText.Of(this);
}

/// <summary>True when every operand is.</summary>
/// <param name="Operands">Two or more; in a canonical query sorted by text, none of them an <see cref="AndPredicate"/>.</param>
public sealed record AndPredicate(IReadOnlyList<Predicate> Operands) : Predicate;

/// <summary>True when some operand is.</summary>
/// <param name="Operands">Two or more; in a canonical query sorted by text, none of them an <see cref="OrPredicate"/>.</param>
public sealed record OrPredicate(IReadOnlyList<Predicate> Operands) : Predicate;

/// <summary>True when the operand is false.</summary>
/// <param name="Operand">In a canonical query an <see cref="InPredicate"/> or a <see cref="BetweenPredicate"/>.</param>
public sealed record NotPredicate(Predicate Operand) : Predicate;

/// <summary>Compares a column with a value.</summary>
/// <param name="Column">The column on the left.</param>
/// <param name="Operator">The comparison; ordering ones on months, dates and numbers only.</param>
/// <param name="Value">The value on the right.</param>
public sealed record ComparePredicate(Column Column, CompareOperator Operator, Literal Value) : Predicate;

/// <summary>True when the column holds one of the values.</summary>
/// <param name="Column">The column.</param>
/// <param name="Values">In a canonical query two or more, sorted, without duplicates.</param>
public sealed record InPredicate(Column Column, IReadOnlyList<Literal> Values) : Predicate;

/// <summary>True when the column holds a value from Low to High, both included.</summary>
/// <param name="Column">A column of <see cref="CalendarType"/> or <see cref="NumberType"/>.</param>
/// <param name="Low">The least value.</param>
/// <param name="High">The greatest value; at least <paramref name="Low"/>.</param>
public sealed record BetweenPredicate(Column Column, Literal Low, Literal High) : Predicate;

/// <summary>The comparisons of a <see cref="ComparePredicate"/>.</summary>
public enum CompareOperator
{
    /// <summary>=</summary>
    Equal,

    /// <summary>&lt;&gt;</summary>
    NotEqual,

    /// <summary>&lt;</summary>
    Less,

    /// <summary>&lt;=</summary>
    LessOrEqual,

    /// <summary>&gt;</summary>
    Greater,

    /// <summary>&gt;=</summary>
    GreaterOrEqual,
}
