using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>Whole numbers that enclose exp(-x), for a rational x of zero or more, to as many bits as asked for.</summary>
[Proof("discrete-gaussian")]
internal static class ExponentialEnclosure
{
    private const int Guard = 24;

    /// <summary>Low and High with Low ≤ 2^bits exp(-x) ≤ High; they differ by 2 at most unless x is far beyond 2^16.</summary>
    public static (BigInteger Low, BigInteger High) Of(Rational exponent, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent.Sign);
        // exp(-x) = exp(-x / 2^h)^(2^h), with h such that x / 2^h is below 1. Every squaring loses a bit.
        int halvings = Math.Max(0, (int)(exponent.Numerator.GetBitLength() - exponent.Denominator.GetBitLength()) + 1);
        int working = bits + Guard + halvings;
        (BigInteger low, BigInteger high) = Inverse(exponent, halvings, working);
        for (int i = 0; i < halvings; i++)
        {
            low = (low * low) >> working;
            high = ((high * high) >> working) + 1;
        }

        return (low >> (working - bits), (high >> (working - bits)) + 1);
    }

    // 1 / exp(a) for a = x / 2^halvings < 1. The Taylor series of exp(a) has positive terms; each is rounded down by less than 3
    // units, and what is left out when a term becomes 0 is below 6 units.
    private static (BigInteger Low, BigInteger High) Inverse(Rational exponent, int halvings, int working)
    {
        BigInteger argument = (exponent.Numerator << (working - halvings)) / exponent.Denominator;
        BigInteger sum = BigInteger.Zero;
        BigInteger term = BigInteger.One << working;
        int terms = 0;
        while (!term.IsZero)
        {
            sum += term;
            terms++;
            term = ((term * argument) >> working) / terms;
        }

        BigInteger one = BigInteger.One << (2 * working);
        BigInteger most = sum + (3 * terms) + 6;
        return (one / most, (one / sum) + 1);
    }
}
