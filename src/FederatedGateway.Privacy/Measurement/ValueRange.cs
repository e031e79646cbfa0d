namespace FederatedGateway.Privacy;

/// <summary>The values that the dictionary allows a column, in its integer units.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest; no smaller, or every measure over the range is refused by the plan.</param>
public readonly record struct ValueRange(long Low, long High)
{
    /// <summary>How far the ends are apart.</summary>
    /// <exception cref="OverflowException">Beyond 64 bits.</exception>
    public long Span => High - Low;

    /// <summary>Twice a value less both ends: 0 in the middle, whole, and within ±<see cref="Span"/>.</summary>
    /// <exception cref="OverflowException">The ends are beyond 62 bits.</exception>
    public long Centre(long value) => (2 * long.Clamp(value, Low, High)) - Low - High;

    /// <summary>Twice the square of the centred value less the square of <see cref="Span"/>: within ± that square.</summary>
    /// <exception cref="OverflowException">The square of the span is beyond 62 bits.</exception>
    public long CentreSquare(long value) => (2 * Centre(value) * Centre(value)) - (Span * Span);
}
