using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// The oracle: Canonne, Kamath and Steinke (arXiv 2004.00010), algorithms 1 to 3, written down in BigInteger as they stand in
/// the paper. Slow, obvious, and nothing in common with the shipped samplers but the source of words.
/// </summary>
internal sealed class ReferenceNoise(NoiseSource source)
{
    /// <summary>Algorithm 3.</summary>
    public BigInteger Gaussian(Rational variance)
    {
        BigInteger scale = Root(variance.Floor()) + 1;
        while (true)
        {
            BigInteger candidate = Laplace(scale, 1);
            BigInteger distance = (BigInteger.Abs(candidate) * scale * variance.Denominator) - variance.Numerator;
            if (NegativeExponential(distance * distance, 2 * variance.Numerator * variance.Denominator * scale * scale))
            {
                return candidate;
            }
        }
    }

    /// <summary>Algorithm 2, for the scale t/s.</summary>
    public BigInteger Laplace(BigInteger t, BigInteger s)
    {
        while (true)
        {
            BigInteger u = Below(t);
            if (!NegativeExponential(u, t))
            {
                continue;
            }

            BigInteger v = BigInteger.Zero;
            while (NegativeExponential(BigInteger.One, BigInteger.One))
            {
                v++;
            }

            BigInteger magnitude = (u + (t * v)) / s;
            bool negative = Below(2).IsOne;
            if (!negative || !magnitude.IsZero)
            {
                return negative ? -magnitude : magnitude;
            }
        }
    }

    // Algorithm 1: true with probability exp(-n/d).
    private bool NegativeExponential(BigInteger n, BigInteger d)
    {
        for (; n > d; n -= d)
        {
            if (!NegativeExponential(BigInteger.One, BigInteger.One))
            {
                return false;
            }
        }

        BigInteger k = BigInteger.One;
        while (Below(d * k) < n)
        {
            k++;
        }

        return !k.IsEven;
    }

    private BigInteger Below(BigInteger bound)
    {
        int bits = (int)(bound - 1).GetBitLength();
        while (true)
        {
            BigInteger value = BigInteger.Zero;
            for (int have = 0; have < bits; have += 64)
            {
                value = (value << 64) | source.NextWord();
            }

            value &= (BigInteger.One << bits) - 1;
            if (value < bound)
            {
                return value;
            }
        }
    }

    private static BigInteger Root(BigInteger value)
    {
        BigInteger root = BigInteger.Zero;
        for (int bit = (int)value.GetBitLength() / 2; bit >= 0; bit--)
        {
            BigInteger next = root + (BigInteger.One << bit);
            root = next * next <= value ? next : root;
        }

        return root;
    }
}
