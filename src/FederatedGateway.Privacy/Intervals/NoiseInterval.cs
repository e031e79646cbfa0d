namespace FederatedGateway.Privacy;

/// <summary>How far noise can have moved a sum of released values. It says nothing of clamping, bounding or missing records.</summary>
[Proof("noise-interval")]
public static class NoiseInterval
{
    // 1 - confidence is rounded down to this many significant digits, so that answers cannot fall as confidence rises.
    private const int Digits = 9;

    // Covers the rounding of every floating-point step below; see the error analysis on the proof's page.
    private const double Outward = 1 + 1e-10;

    /// <summary>
    /// A whole number h with P(|sum of the noises| &gt; h) at most 1 - confidence, for independent noises: the smallest such, or for wide noises hardly
    /// more (docs/proofs/noise-interval.md says by how much).
    /// </summary>
    /// <param name="noises">The noises, all of one kind, at most 1,000 of them. None: 0.</param>
    /// <param name="confidence">For example 0.95; above 0 and below 1.</param>
    /// <returns>h, from the exact distribution of the sum. Rounding is outward: at most one part in 10^9 of 1 - confidence is given away.</returns>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static long HalfWidth(IReadOnlyList<NoiseDistribution> noises, decimal confidence)
    {
        ArgumentNullException.ThrowIfNull(noises);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0m);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1m);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(noises.Count, 1000, nameof(noises));
        if (noises.Count == 0)
        {
            return 0;
        }

        double allowed = RoundDown(1m - confidence);
        NoiseSum sum = NoiseSum.Of(noises);
        return FirstWithin(h => sum.TailBeyond(h) * Outward <= allowed, sum.Reach);
    }

    private static double RoundDown(decimal allowed)
    {
        decimal unit = 1e-28m;
        while (unit < allowed && unit * Pow10(Digits) <= allowed)
        {
            unit *= 10;
        }

        return (double)(decimal.Floor(allowed / unit) * unit);
    }

    private static decimal Pow10(int exponent)
    {
        decimal power = 1m;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private static long FirstWithin(Func<long, bool> within, long reach)
    {
        long outside = -1;
        long inside = reach;
        while (inside - outside > 1)
        {
            long middle = outside + ((inside - outside) / 2);
            (outside, inside) = within(middle) ? (outside, middle) : (middle, inside);
        }

        return inside;
    }
}
