namespace FederatedGateway.Privacy;

/// <summary>A released number and how far noise may have moved it.</summary>
/// <param name="Value">The number.</param>
/// <param name="HalfWidth">Half the width of its interval.</param>
internal readonly record struct NoisyNumber(long Value, long HalfWidth)
{
    /// <summary>The interval's lower end, to within rounding.</summary>
    public double Lower => (double)((Int128)Value - HalfWidth);

    /// <summary>The interval's upper end, to within rounding.</summary>
    public double Upper => (double)((Int128)Value + HalfWidth);
}
