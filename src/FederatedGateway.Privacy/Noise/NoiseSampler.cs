namespace FederatedGateway.Privacy;

/// <summary>Draws whole numbers of one distribution, exactly.</summary>
[Proof("discrete-gaussian")]
[Proof("discrete-laplace")]
internal abstract class NoiseSampler
{
    /// <summary>The sampler of a distribution.</summary>
    public static NoiseSampler Of(NoiseDistribution noise) => noise.Kind switch
    {
        NoiseKind.Gaussian => new DiscreteGaussian(noise.Parameter),
        NoiseKind.Laplace => new DiscreteLaplace(noise.Parameter),
        _ => throw new InvalidOperationException("The kinds of noise are a closed set."),
    };

    /// <summary>Independent draws, many at a time: the fast way.</summary>
    public abstract void Fill(Span<long> destination, NoiseSource source);

    /// <summary>One draw.</summary>
    public Int128 Sample(NoiseSource source)
    {
        Span<long> one = [0];
        Fill(one, source);
        return one[0];
    }
}
