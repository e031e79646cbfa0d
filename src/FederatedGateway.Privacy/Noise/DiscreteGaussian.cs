using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>Draws whole numbers y with probability proportional to exp(-y² / (2 variance)), exactly, for a rational variance.</summary>
/// <remarks>Canonne, Kamath and Steinke (arXiv 2004.00010), algorithm 3.</remarks>
[Proof("discrete-gaussian")]
internal sealed class DiscreteGaussian
{
    private readonly BigInteger numerator;
    private readonly BigInteger slope;
    private readonly BigInteger divisor;
    private readonly DiscreteLaplace proposal;

    // The same three numbers where they are small enough for 128-bit arithmetic.
    private readonly bool narrow;
    private readonly UInt128 narrowNumerator;
    private readonly UInt128 narrowSlope;
    private readonly UInt128 narrowDivisor;

    /// <summary>Takes the variance parameter sigma²; above 0 and below 2^122.</summary>
    public DiscreteGaussian(Rational variance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(variance.Sign, 0);
        ulong scale = (ulong)IntegerRoot.Floor(variance.Floor()) + 1;
        proposal = new DiscreteLaplace(scale);
        numerator = variance.Numerator;
        slope = variance.Denominator * scale;
        divisor = 2 * numerator * slope * scale;
        narrow = numerator.GetBitLength() <= 63 && slope.GetBitLength() <= 63 && divisor.GetBitLength() <= 127;
        if (narrow)
        {
            narrowNumerator = (UInt128)numerator;
            narrowSlope = (UInt128)slope;
            narrowDivisor = (UInt128)divisor;
        }
    }

    /// <summary>One draw.</summary>
    public Int128 Sample(NoiseSource source)
    {
        while (true)
        {
            Int128 candidate = proposal.Sample(source);
            if (Accept((UInt128)Int128.Abs(candidate), source))
            {
                return candidate;
            }
        }
    }

    // With variance n/d and proposal scale t, accepts with probability exp(-x), x = (|y| t d - n)² / (2 n d t²).
    private bool Accept(UInt128 magnitude, NoiseSource source)
    {
        if (narrow && magnitude < (UInt128.One << 63) / narrowSlope)
        {
            UInt128 product = magnitude * narrowSlope;
            UInt128 distance = product > narrowNumerator ? product - narrowNumerator : narrowNumerator - product;
            (UInt128 whole, UInt128 rest) = UInt128.DivRem(distance * distance, narrowDivisor);
            return NegativeExponential.Happens(whole, new UnitFraction(rest, narrowDivisor), source);
        }

        BigInteger wideDistance = (magnitude * slope) - numerator;
        BigInteger wideWhole = BigInteger.DivRem(wideDistance * wideDistance, divisor, out BigInteger wideRest);
        return NegativeExponential.Happens((UInt128)wideWhole, new UnitFraction(wideRest, divisor), source);
    }
}
