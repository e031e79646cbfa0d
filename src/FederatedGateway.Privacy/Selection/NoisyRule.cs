using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// The k rule for public keys: every cell of the dictionary's grid gets noise, empty ones too, and is shown when its noisy unit count
/// reaches k and a margin. Costs nothing beyond the noise; how often a group below k is shown is stated.
/// </summary>
/// <remarks>After Google's <c>pre_thresholding.md</c>, with the discrete distributions' own tails: docs/proofs/noisy-threshold.md.</remarks>
[Proof("noisy-threshold")]
public sealed class NoisyRule : KRule
{
    private const int Places = 28;
    private const decimal LeastProbability = 1e-20m;
    private const long MostMargin = 1L << 50;
    private static readonly Rational LargestVariance = Rational.FromInteger(1 << 24);

    private NoisyRule(int k, long margin, Func<long, Rational> tail)
        : base(k)
    {
        Threshold = k + margin;
        ProbabilityBelowK = Decimals.Up(tail(margin + 1), Places);
    }

    /// <summary>The noisy unit count from which on a cell is shown: k and the margin.</summary>
    public long Threshold { get; }

    /// <summary>
    /// The probability that a cell of k-1 units is shown, rounded up to 28 decimals; a cell of fewer is shown less often.
    /// </summary>
    public decimal ProbabilityBelowK { get; }

    /// <summary>The rule for unit counts with this noise.</summary>
    /// <param name="k">1 or more.</param>
    /// <param name="noise">The unit count's noise: a Gaussian sigma² of at most 2^24, a Laplace scale of at most 2^40.</param>
    /// <param name="probability">The most often that a cell of fewer than k units may be shown; from 1e-20 to below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static NoisyRule Of(int k, NoiseDistribution noise, decimal probability)
    {
        ArgumentNullException.ThrowIfNull(noise);
        if (noise.Kind == NoiseKind.Gaussian && noise.Parameter > LargestVariance)
        {
            throw new ArgumentOutOfRangeException(nameof(noise), "The noise of the count of units is beyond 4,096, where no group would be shown: raise the price, or lower the groups per unit.");
        }

        return noise.Kind == NoiseKind.Gaussian ? Gaussian(k, noise.Parameter, probability) : Laplace(k, noise.Parameter, probability);
    }

    /// <summary>The rule for unit counts with discrete Gaussian noise.</summary>
    /// <param name="k">1 or more.</param>
    /// <param name="variance">sigma² of the unit count's noise; above 0 and at most 2^24.</param>
    /// <param name="probability">The most often that a cell of fewer than k units may be shown; from 1e-20 to below 1.</param>
    /// <returns>The rule with the smallest margin that keeps to it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static NoisyRule Gaussian(int k, Rational variance, decimal probability)
    {
        Check(k, probability);
        var weights = new GaussianWeights(variance);
        return Smallest(k, probability, first => weights.TailUp(first));
    }

    /// <summary>The rule for unit counts with discrete Laplace noise.</summary>
    /// <param name="k">1 or more.</param>
    /// <param name="scale">The noise's scale, L1/epsilon; above 0 and at most 2^40.</param>
    /// <param name="probability">The most often that a cell of fewer than k units may be shown; from 1e-20 to below 1.</param>
    /// <returns>The rule with the smallest margin that keeps to it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static NoisyRule Laplace(int k, Rational scale, decimal probability)
    {
        Check(k, probability);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(scale.Sign, 0, nameof(scale));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, Rational.FromInteger(BigInteger.One << 40));
        // P(X >= m) = q^m / (1 + q) with q = exp(-1/scale), for m of 1 or more.
        BigInteger norm = (BigInteger.One << NegativeExponent.Places) + NegativeExponent.Of(Rational.FromInteger(1) / scale).Down;
        return Smallest(k, probability, first => new(NegativeExponent.Of(Rational.FromInteger(first) / scale).Up, norm));
    }

    /// <summary>Whether a cell is shown; reads the noisy count only.</summary>
    public bool Shows(long noisyUnits) => noisyUnits >= Threshold;

    private static NoisyRule Smallest(int k, decimal probability, Func<long, Rational> tail)
    {
        Rational most = Rational.FromDecimal(probability);
        long tooSmall = -1;
        long enough = 0;
        while (tail(enough + 1) > most)
        {
            tooSmall = enough;
            enough = (enough * 2) + 1;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(enough, MostMargin, nameof(probability));
        }

        while (enough - tooSmall > 1)
        {
            long middle = tooSmall + ((enough - tooSmall) / 2);
            (tooSmall, enough) = tail(middle + 1) > most ? (middle, enough) : (tooSmall, middle);
        }

        return new(k, enough, tail);
    }

    private static void Check(int k, decimal probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, LeastProbability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1m);
    }
}
