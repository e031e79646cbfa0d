namespace FederatedGateway.Privacy;

/// <summary>A measure's value with its noise interval, in the column's integer units (their square for a variance).</summary>
/// <param name="Value">The value.</param>
/// <param name="Lower">The interval's lower end, rounded down.</param>
/// <param name="Upper">The interval's upper end, rounded up.</param>
/// <remarks>The interval speaks of noise alone: not of clamping, bounding or missing records.</remarks>
public readonly record struct Estimate(double Value, double Lower, double Upper)
{
    /// <summary>A whole number and the half width of its interval. Beyond 2^53 the ends are rounded outward.</summary>
    internal static Estimate Around(long value, long halfWidth) =>
        new(value, Math.Min(value, Below((Int128)value - halfWidth)), Math.Max(value, -Below(-((Int128)value + halfWidth))));

    /// <summary>The same within bounds that the value cannot pass.</summary>
    internal Estimate Within(double lowest, double highest) =>
        new(Math.Clamp(Value, lowest, highest), Math.Clamp(Lower, lowest, highest), Math.Clamp(Upper, lowest, highest));

    private static double Below(Int128 value)
    {
        double nearest = (double)value;
        return (Int128)nearest > value ? Math.BitDecrement(nearest) : nearest;
    }
}
