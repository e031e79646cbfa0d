using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

/// <summary>exp and the distribution functions to 600 binary digits, each weight by its own series, without error bounds: what enclosures are checked against.</summary>
internal static class ExactSum
{
    public const int Bits = 600;

    private const int Working = Bits + 100;

    /// <summary>2^600 exp(-x), for x up to about 200, to within a few units.</summary>
    public static BigInteger Exponential(Rational x)
    {
        // exp(x) has positive terms only; then its inverse.
        BigInteger term = BigInteger.One << Working;
        BigInteger sum = BigInteger.Zero;
        for (int i = 1; !term.IsZero; i++)
        {
            sum += term;
            term = term * x.Numerator / (x.Denominator * i);
        }

        return (BigInteger.One << (Working + Bits)) / sum;
    }

    /// <summary>2^600 P(magnitude ≤ m) for m = 0, 1, ..., with weights beyond <paramref name="reach"/> left out.</summary>
    public static BigInteger[] Cumulative(FoldedWeights weights, int reach)
    {
        var sums = new BigInteger[reach + 1];
        BigInteger sum = BigInteger.Zero;
        for (int m = 0; m <= reach; m++)
        {
            BigInteger power = weights.Squared ? (BigInteger)m * m : m;
            sum += (m > 0 && weights.BothSigns ? 2 : 1) * Exponential(weights.Coefficient * Rational.FromInteger(power));
            sums[m] = sum;
        }

        return [.. sums.Select(part => (part << Bits) / sum)];
    }
}
