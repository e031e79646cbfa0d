namespace FederatedGateway.Privacy;

/// <summary>How far noise spreads, in floating point: for weights of post-processing and for display.</summary>
public static class NoiseSpread
{
    /// <summary>The variance: sigma² of a Gaussian, which the discrete one is below, and 2q/(1-q)² of a Laplace, q = exp(-1/scale).</summary>
    public static double VarianceOf(NoiseDistribution noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        double parameter = noise.Parameter.ToDouble();
        if (noise.Kind == NoiseKind.Gaussian)
        {
            return parameter;
        }

        double half = Math.Sinh(1 / (2 * parameter)); // The formula is 1/(2 sinh²(1/(2 scale))).
        return 1 / (2 * half * half);
    }
}
