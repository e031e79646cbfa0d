namespace FederatedGateway.Queries;

/// <summary>Orders values of one column: codes by their characters, months and dates by time, numbers by size.</summary>
internal sealed class LiteralOrder : IComparer<Literal>
{
    public static LiteralOrder Instance { get; } = new();

    public int Compare(Literal? x, Literal? y) => (x, y) switch
    {
        (CodeLiteral left, CodeLiteral right) => string.CompareOrdinal(left.Code, right.Code),
        (CalendarLiteral left, CalendarLiteral right) => left.Place.CompareTo(right.Place),
        (NumberLiteral left, NumberLiteral right) => left.FixedPoint.CompareTo(right.FixedPoint),
        _ => throw new InvalidOperationException("Values of one column have one type."),
    };
}
