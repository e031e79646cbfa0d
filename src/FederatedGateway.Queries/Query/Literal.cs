namespace FederatedGateway.Queries;

/// <summary>A value that a column is compared with. Closed: <see cref="CodeLiteral"/>, <see cref="CalendarLiteral"/>, <see cref="NumberLiteral"/>.</summary>
public abstract record Literal
{
    private protected Literal()
    {
    }
}

/// <summary>A value of a column of <see cref="CodeType"/> or <see cref="PatternType"/>.</summary>
/// <param name="Code">The code.</param>
public sealed record CodeLiteral(string Code) : Literal;

/// <summary>A value of a column of <see cref="CalendarType"/>.</summary>
/// <param name="Place">Its place among the column's months or dates, from 0.</param>
public sealed record CalendarLiteral(int Place) : Literal;

/// <summary>A value of a column of <see cref="NumberType"/>.</summary>
/// <param name="FixedPoint">The value in the column's fixed point.</param>
public sealed record NumberLiteral(long FixedPoint) : Literal;
