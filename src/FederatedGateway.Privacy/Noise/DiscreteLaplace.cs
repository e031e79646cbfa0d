namespace FederatedGateway.Privacy;

/// <summary>Draws whole numbers y with probability proportional to exp(-|y| / scale), exactly, for a rational scale.</summary>
/// <remarks>Canonne, Kamath and Steinke (arXiv 2004.00010), algorithm 2.</remarks>
[Proof("discrete-laplace")]
internal sealed class DiscreteLaplace
{
    private const ulong Largest = 1UL << 62;

    private readonly ulong numerator;
    private readonly ulong denominator;

    /// <summary>Takes the scale <paramref name="numerator"/>/<paramref name="denominator"/>; both from 1 to 2^62.</summary>
    public DiscreteLaplace(ulong numerator, ulong denominator = 1)
    {
        ArgumentOutOfRangeException.ThrowIfZero(numerator);
        ArgumentOutOfRangeException.ThrowIfZero(denominator);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numerator, Largest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(denominator, Largest);
        this.numerator = numerator;
        this.denominator = denominator;
    }

    /// <summary>One draw. It cannot overflow: beyond 2^62 times the scale it would take 2^62 draws to get there.</summary>
    public Int128 Sample(NoiseSource source)
    {
        while (true)
        {
            ulong remainder = source.NextBelow(numerator);
            if (!NegativeExponential.Happens(0, new UnitFraction(remainder, numerator), source))
            {
                continue;
            }

            ulong turns = 0;
            while (NegativeExponential.HappensForOne(source))
            {
                turns++;
            }

            UInt128 magnitude = (remainder + ((UInt128)numerator * turns)) / denominator;
            bool negative = (source.NextWord() >> 63) == 1;
            // Zero has one sign only, else it would come twice as often as it should.
            if (!negative || magnitude != 0)
            {
                return negative ? -(Int128)magnitude : (Int128)magnitude;
            }
        }
    }
}
