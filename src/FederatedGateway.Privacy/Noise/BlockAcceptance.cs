using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// Accepts with probability exp(-f), exactly, f = c a (2z + a) for a Gaussian and c a for a Laplace: z is the block, a in [0, 1)
/// the place within it. A polynomial in whole numbers encloses exp(-f) to 2^-40; a uniform that falls in between is decided by
/// an enclosure as narrow as it takes.
/// </summary>
[Proof("discrete-gaussian")]
internal sealed class BlockAcceptance
{
    /// <summary>The most binary digits of a place within a block.</summary>
    public const int MostLowBits = 51;

    // What f may be at most for the polynomial, in units of 2^-54: 5/8.
    private const ulong LargestExponent = 5UL << 51;

    // The polynomial, the fixed-point exponent and the cut at degree 12 are together off by less than 2^22 units of 2^-63.
    private const ulong Margin = 1UL << 23;

    // floor(2^63 / i!) for i = 12, ..., 0.
    private static readonly ulong[] Coefficients = Reciprocals();

    private readonly FoldedWeights weights;
    private readonly int lowBits;
    private readonly ulong coefficient;

    /// <summary>For blocks of 2^<paramref name="lowBits"/> numbers whose magnitudes have these weights.</summary>
    /// <param name="weights">Weights of the blocks.</param>
    /// <param name="lowBits">From 1 to 51.</param>
    /// <param name="reach">The largest block that <see cref="Decide"/> is asked about.</param>
    public BlockAcceptance(FoldedWeights weights, int lowBits, int reach)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lowBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lowBits, MostLowBits);
        this.weights = weights;
        this.lowBits = lowBits;
        coefficient = (ulong)((weights.Coefficient.Numerator << 64) / weights.Coefficient.Denominator);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Exponent(reach, (1UL << lowBits) - 1), LargestExponent - 4, nameof(reach));
    }

    /// <summary>1 for accepted, 0 for not, -1 where <paramref name="uniform"/> does not decide. The same steps whatever the arguments.</summary>
    /// <param name="block">z.</param>
    /// <param name="place">a in units of 2^-lowBits.</param>
    /// <param name="uniform">The first 63 binary digits of the uniform real.</param>
    public long Decide(long block, ulong place, ulong uniform)
    {
        unchecked
        {
            ulong exponent = Exponent(block, place) << 10;
            ulong[] terms = Coefficients;
            ulong sum = terms[0];
            for (int i = 1; i < terms.Length; i++)
            {
                sum = terms[i] - Math.BigMul(exponent, sum, out _);
            }

            // The signs of the differences are the comparisons. The second wraps only for a uniform below 2^24, which the first has
            // accepted, for exp(-f) is above 1/2.
            long below = (long)(uniform - (sum - Margin)) >> 63;
            long atOrAbove = (long)(sum + Margin - 1 - uniform) >> 63;
            return -below - (1 - (below * below)) * (1 - (atOrAbove * atOrAbove));
        }
    }

    /// <summary>The decision where the first digits leave it open, or the block is beyond the table.</summary>
    public bool DecideExactly(BigInteger block, ulong place, ulong uniform, NoiseSource source)
    {
        Rational within = new(place, BigInteger.One << lowBits);
        Rational lever = weights.Squared ? Rational.FromInteger(2 * block) + within : Rational.FromInteger(1);
        Rational exponent = weights.Coefficient * within * lever;
        BigInteger digits = uniform;
        int bits = InversionTable.Digits;
        while (true)
        {
            (BigInteger low, BigInteger high) = ExponentialEnclosure.Of(exponent, bits);
            if (digits + 1 <= low)
            {
                return true;
            }

            if (digits >= high)
            {
                return false;
            }

            digits = (digits << 64) | source.NextWord();
            bits += 64;
        }
    }

    // f in units of 2^-54, rounded down by less than 4 of them: a has 64 binary digits here, 2z + a has 54 after the point.
    private ulong Exponent(long block, ulong place)
    {
        unchecked
        {
            ulong lever = weights.Squared ? (((ulong)block << (lowBits + 1)) + place) << (54 - lowBits) : 1UL << 54;
            return Math.BigMul(Math.BigMul(place << (64 - lowBits), lever, out _), coefficient, out _);
        }
    }

    private static ulong[] Reciprocals()
    {
        var reciprocals = new ulong[13];
        ulong value = 1UL << 63;
        for (int i = 0; i < reciprocals.Length; i++)
        {
            reciprocals[^(i + 1)] = value;
            // floor(floor(x / i!) / (i + 1)) = floor(x / (i + 1)!)
            value /= (ulong)(i + 1);
        }

        return reciprocals;
    }
}
