using System.Text.RegularExpressions;

namespace FederatedGateway.Queries;

/// <summary>What a column may hold. Closed: <see cref="CodeType"/>, <see cref="CalendarType"/>, <see cref="PatternType"/>, <see cref="NumberType"/>.</summary>
public abstract record ColumnType
{
    private protected ColumnType()
    {
    }
}

/// <summary>A code of a closed list.</summary>
/// <param name="Codelist">The list.</param>
public sealed record CodeType(Codelist Codelist) : ColumnType;

/// <summary>A code of an open list that is known by its shape, such as the code of a small area.</summary>
/// <param name="Pattern">A regular expression that begins with <c>^</c> and ends with <c>$</c>, without look-around and back references.</param>
/// <param name="MaxLength">The most UTF-16 characters of a value.</param>
public sealed record PatternType(string Pattern, int MaxLength) : ColumnType
{
    // The pattern is wrapped because "$" alone would let a trailing line feed pass, and "^a|b$" would match a part.
    private readonly Regex whole = new($@"\A(?:{Pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Whether the whole of <paramref name="value"/> has the shape. Takes time linear in its length.</summary>
    public bool Matches(string value) => value.Length <= MaxLength && whole.IsMatch(value);
}

/// <summary>A bounded number in fixed point: a value v is held as the integer v times 10^Decimals.</summary>
/// <param name="Decimals">Digits after the decimal point; 0 to 6.</param>
/// <param name="Min">The least value of a row, in fixed point.</param>
/// <param name="Max">The greatest value of a row, in fixed point; above <paramref name="Min"/>.</param>
/// <param name="UnitTotal">The least and greatest total of one unit's rows in one group, in fixed point; null when SUM cannot be asked.</param>
/// <param name="Unit">The unit of measure that people read, such as <c>minutes</c>; empty when there is none.</param>
public sealed record NumberType(int Decimals, long Min, long Max, (long Min, long Max)? UnitTotal, string Unit) : ColumnType
{
    /// <summary>
    /// Whether a row may lack the number: it is kept and counted, left out of what is computed from this column, and no comparison with the
    /// column is true of it, nor false. Else such a row is refused.
    /// </summary>
    public bool SkipsNulls { get; init; }

    /// <summary>The value in decimal notation with as few digits as hold it, such as <c>12.5</c>.</summary>
    /// <param name="fixedPoint">The value in fixed point.</param>
    public string Format(long fixedPoint) => FixedPoint.Format(fixedPoint, Decimals);
}
