namespace FederatedGateway.Privacy;

/// <summary>Events whose probability is exactly exp(-x) for a rational x.</summary>
/// <remarks>Canonne, Kamath and Steinke (arXiv 2004.00010), algorithm 1.</remarks>
[Proof("discrete-laplace")]
internal static class NegativeExponential
{
    /// <summary>True with probability exp(-(whole + fraction)).</summary>
    public static bool Happens(UInt128 whole, in UnitFraction fraction, NoiseSource source)
    {
        for (UInt128 i = 0; i < whole; i++)
        {
            if (!HappensForOne(source))
            {
                return false;
            }
        }

        return Alternating(fraction, 1, source);
    }

    /// <summary>True with probability exp(-1).</summary>
    // The first comparison of the series, with 1/1, cannot fail, so it starts at the second.
    public static bool HappensForOne(NoiseSource source) => Alternating(UnitFraction.One, 2, source);

    // Stops at the first divisor whose comparison fails; that it is odd has probability 1 - x + x²/2 - ... = exp(-x).
    private static bool Alternating(in UnitFraction fraction, ulong divisor, NoiseSource source)
    {
        while (fraction.Exceeds(divisor, source))
        {
            divisor++;
        }

        return (divisor & 1) == 1;
    }
}
