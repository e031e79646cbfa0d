namespace FederatedGateway.Privacy;

/// <summary>The distribution of a sum of independent noises.</summary>
[Proof("noise-interval")]
internal abstract class NoiseSum
{
    // From this variance on, a sum of discrete Gaussians is a discrete Gaussian, each probability to within a factor of 1e-13.
    private const double SmoothFrom = 4;

    // Up to this variance probabilities are added one by one; beyond, the normal integral encloses them.
    private const double LatticeUpTo = 4096;

    private static readonly Rational Largest = new(System.Numerics.BigInteger.One << 104, 1);

    /// <summary>A width that the noise exceeds with a probability below 1e-40.</summary>
    public abstract long Reach { get; }

    /// <summary>The distribution of the sum of these noises; one or more, all of one kind.</summary>
    public static NoiseSum Of(IReadOnlyList<NoiseDistribution> noises)
    {
        Rational[] parameters = [.. noises.Select(noise => noise.Parameter)];
        return noises.All(noise => noise.Kind == NoiseKind.Gaussian) ? Gaussian(parameters)
            : noises.All(noise => noise.Kind == NoiseKind.Laplace) ? LaplaceNoiseSum.Of(parameters)
            : throw new ArgumentException("A sum has noises of one kind: an agreement asks for one.", nameof(noises));
    }

    private static NoiseSum Gaussian(Rational[] variances)
    {
        double smooth = 0;
        Lattice coarse = Lattice.Zero;
        foreach (Rational variance in variances)
        {
            if (variance.Sign <= 0 || variance > Largest)
            {
                throw new ArgumentOutOfRangeException(nameof(variances), "Each variance must be above 0 and at most 2^104.");
            }

            double value = variance.ToDouble();
            smooth += value >= SmoothFrom ? value : 0;
            coarse = value >= SmoothFrom ? coarse : coarse.Add(Lattice.DiscreteGaussian(value));
        }

        return smooth > LatticeUpTo
            ? new WideNoiseSum(Math.Sqrt(smooth), coarse)
            : new LatticeNoiseSum(smooth > 0 ? coarse.Add(Lattice.DiscreteGaussian(smooth)) : coarse);
    }

    /// <summary>P(|sum| &gt; width), or slightly more; falls as the width grows.</summary>
    public abstract double TailBeyond(long width);
}
