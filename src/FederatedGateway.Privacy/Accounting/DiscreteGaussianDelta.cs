using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>The exact (epsilon, delta) of one discrete Gaussian release, from its own probabilities.</summary>
/// <remarks>Canonne, Kamath and Steinke (arXiv 2004.00010), theorem 7; derived again in docs/proofs/discrete-gaussian-delta.md.</remarks>
[Proof("discrete-gaussian-delta")]
public static class DiscreteGaussianDelta
{
    /// <summary>The least delta for which the release is (epsilon, delta)-DP, rounded up to 18 decimals.</summary>
    /// <param name="variance">sigma² of the noise; above 0 and at most 2^24.</param>
    /// <param name="shift">How far one unit moves the value; 1 or more.</param>
    /// <param name="epsilon">epsilon; zero to 4,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static decimal Of(Rational variance, int shift, decimal epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shift, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epsilon, 4000m);
        var weights = new GaussianWeights(variance);
        Rational exact = Rational.FromDecimal(epsilon);
        // delta = P(X > c - shift/2) - exp(epsilon) P(X > c + shift/2), c = variance epsilon / shift.
        BigInteger first = ((variance * exact / Rational.FromInteger(shift)) - new Rational(shift, 2)).Floor() + 1;
        BigInteger unit = BigInteger.One << NegativeExponent.Places;
        var growth = new Rational(unit, NegativeExponent.Of(exact).Up);
        Rational excess = Rational.FromInteger(weights.FromUp(first)) - (growth * Rational.FromInteger(weights.FromDown(first + shift)));
        return Decimals.Up(excess / Rational.FromInteger(weights.TotalDown), 18);
    }
}
