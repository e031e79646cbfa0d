using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// An exact fraction in [0, 1], with whole numbers that enclose it in units of 2^-64, so that nearly every comparison with a
/// uniform number is decided by one word and the exact fraction is looked at once in about 2^60 times.
/// </summary>
[Proof("discrete-laplace")]
internal readonly struct UnitFraction
{
    private static readonly UInt128 Whole = UInt128.One << 64;

    private readonly UInt128 numerator;
    private readonly UInt128 denominator;
    private readonly BigInteger wideNumerator;
    private readonly BigInteger wideDenominator;
    private readonly UInt128 low;
    private readonly UInt128 high;

    /// <summary>Encloses a fraction of 128-bit numbers.</summary>
    public UnitFraction(UInt128 numerator, UInt128 denominator)
    {
        this.numerator = numerator;
        this.denominator = denominator;
        int shift = Math.Max(0, 64 - (int)UInt128.LeadingZeroCount(denominator));
        (low, high) = Enclose(numerator >> shift, denominator >> shift, shift > 0);
    }

    /// <summary>Encloses a fraction of numbers of any length.</summary>
    public UnitFraction(BigInteger numerator, BigInteger denominator)
    {
        wideNumerator = numerator;
        wideDenominator = denominator;
        int shift = Math.Max(0, (int)denominator.GetBitLength() - 64);
        (low, high) = Enclose((UInt128)(numerator >> shift), (UInt128)(denominator >> shift), shift > 0);
    }

    /// <summary>The fraction 1.</summary>
    public static UnitFraction One { get; } = new(UInt128.One, UInt128.One);

    /// <summary>Whether a fresh uniform number of [0, 1) is below this fraction divided by <paramref name="divisor"/>: true with exactly that probability.</summary>
    public bool Exceeds(ulong divisor, NoiseSource source)
    {
        ulong word = source.NextWord();
        UInt128 scaled = (UInt128)word * divisor;
        if (scaled + divisor <= low)
        {
            return true;
        }

        return scaled < high && Exact(word, divisor, source);
    }

    // Both numbers are at most 64 bits long here; when bits were shifted out, the quotient lies between these two.
    private static (UInt128 Low, UInt128 High) Enclose(UInt128 top, UInt128 bottom, bool shifted)
    {
        UInt128 low = ShiftedQuotient(top, shifted ? bottom + 1 : bottom);
        UInt128 high = ShiftedQuotient(shifted ? top + 1 : top, bottom) + 1;
        return (low, high > Whole ? Whole : high);
    }

    // floor(top 2^64 / bottom); top may be 2^64 only when the fraction is about 1, where 2^64 is the answer.
    private static UInt128 ShiftedQuotient(UInt128 top, UInt128 bottom) => top >= bottom ? Whole : (top << 64) / bottom;

    private bool Exact(ulong word, ulong divisor, NoiseSource source)
    {
        BigInteger above = wideDenominator.IsZero ? (BigInteger)numerator : wideNumerator;
        BigInteger below = (wideDenominator.IsZero ? (BigInteger)denominator : wideDenominator) * divisor;
        BigInteger digits = word;
        while (true)
        {
            above <<= 64;
            if ((digits + 1) * below <= above)
            {
                return true;
            }

            if (digits * below >= above)
            {
                return false;
            }

            digits = (digits << 64) | source.NextWord();
        }
    }
}
