using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// The distribution of a magnitude m = 0, 1, 2, ... with weight exp(-c m²) or exp(-c m), known to any precision that is asked for.
/// </summary>
/// <param name="Coefficient">c; above zero.</param>
/// <param name="Squared">Whether m enters squared (Gaussian) or as it is (Laplace).</param>
/// <param name="BothSigns">Whether every m above 0 counts twice, for its two signs.</param>
[Proof("discrete-gaussian")]
internal sealed record FoldedWeights(Rational Coefficient, bool Squared, bool BothSigns)
{
    private const int Guard = 40;

    /// <summary>For m = 0, 1, ... enclosures of 2^bits P(magnitude ≤ m), as far as 2^-bits can tell the weights from 0.</summary>
    public IReadOnlyList<(BigInteger Low, BigInteger High)> Cumulative(int bits)
    {
        int working = bits + Guard;
        (List<(BigInteger Low, BigInteger High)> sums, BigInteger beyond) = Sums(working);
        BigInteger leastTotal = sums[^1].Low;
        BigInteger mostTotal = sums[^1].High + beyond;
        BigInteger whole = BigInteger.One << bits;
        return [.. sums.Select(sum => ((sum.Low << bits) / mostTotal, BigInteger.Min(whole, ((sum.High << bits) / leastTotal) + 1)))];
    }

    // The ratio of neighbours is q^(2m+1) or q, with q = exp(-c): two products a weight, one rounded down and one up.
    private (List<(BigInteger Low, BigInteger High)> Sums, BigInteger Beyond) Sums(int working)
    {
        BigInteger one = BigInteger.One << working;
        int multiplicity = BothSigns ? 2 : 1;
        (BigInteger Low, BigInteger High) ratio = ExponentialEnclosure.Of(Coefficient, working);
        (BigInteger Low, BigInteger High) bend = Multiply(ratio, ratio, working);
        (BigInteger Low, BigInteger High) weight = (one, one);
        List<(BigInteger Low, BigInteger High)> sums = [(one, one)];
        while (true)
        {
            weight = Multiply(weight, ratio, working);
            if (weight.Low.IsZero)
            {
                // The ratios never grow, so what is left is at most a geometric series that starts here.
                return (sums, (multiplicity * weight.High * one / (one - ratio.High)) + 1);
            }

            sums.Add((sums[^1].Low + (multiplicity * weight.Low), sums[^1].High + (multiplicity * weight.High)));
            ratio = Squared ? Multiply(ratio, bend, working) : ratio;
        }
    }

    private static (BigInteger Low, BigInteger High) Multiply((BigInteger Low, BigInteger High) left, (BigInteger Low, BigInteger High) right, int working) =>
        ((left.Low * right.Low) >> working, ((left.High * right.High) >> working) + 1);
}
