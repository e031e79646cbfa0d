using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

/// <summary>Checks publishing probabilities against (epsilon, delta)-DP in exact fractions.</summary>
internal static class Guarantee
{
    private static readonly BigInteger Whole = BigInteger.One << 64;

    /// <summary>Whether neighbouring group sizes satisfy both inequalities, given a lower bound of exp(epsilon).</summary>
    public static bool Holds(IReadOnlyList<UInt128> thresholds, Rational growth, Rational delta)
    {
        Rational slack = delta * Rational.FromInteger(Whole);
        for (int n = 1; n < thresholds.Count; n++)
        {
            Rational before = Rational.FromInteger((BigInteger)thresholds[n - 1]);
            Rational after = Rational.FromInteger((BigInteger)thresholds[n]);
            Rational whole = Rational.FromInteger(Whole);
            bool shown = after <= (growth * before) + slack && before <= (growth * after) + slack;
            bool withheld = whole - before <= (growth * (whole - after)) + slack && whole - after <= (growth * (whole - before)) + slack;
            if (!shown || !withheld)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A lower bound of exp(x): the first terms of its series, added exactly, then rounded down to 2^-100.</summary>
    public static Rational ExponentialDown(Rational x)
    {
        Rational sum = Rational.FromInteger(0);
        Rational term = Rational.FromInteger(1);
        for (int i = 1; i <= 40 + (int)(3 * x.ToDouble()); i++)
        {
            sum += term;
            term = term * x / Rational.FromInteger(i);
        }

        return new((sum * Rational.FromInteger(BigInteger.One << 100)).Floor(), BigInteger.One << 100);
    }

    public static UInt128[] ThresholdsOf(SelectionRule rule, long from, long to) =>
        [.. Enumerable.Range(0, (int)(to - from) + 1).Select(i => rule.Threshold(from + i))];
}
