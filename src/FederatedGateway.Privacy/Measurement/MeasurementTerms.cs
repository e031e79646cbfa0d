namespace FederatedGateway.Privacy;

/// <summary>On what terms an answer is made: all of it from the signed agreement and the dictionary, none of it from the asker or the rows.</summary>
/// <param name="Price">What the whole answer may cost each window that it reads.</param>
/// <param name="K">The fewest units that a group should have to be shown; 1 or more.</param>
/// <param name="Bound">What the node keeps of each unit.</param>
public sealed record MeasurementTerms(PrivacyLoss Price, int K, ContributionBound Bound)
{
    /// <summary>The shape of the noise. Laplace needs <see cref="ShownBelowK"/>: the rule <c>selection</c> costs a delta, and pure epsilon has none.</summary>
    public NoiseKind Noise { get; init; } = NoiseKind.Gaussian;

    /// <summary>
    /// With the k rule <c>noisy</c>, the most often that a group of k-1 units may be shown; from 1e-20 to below 1. Null with the rule <c>selection</c>,
    /// which never shows one.
    /// </summary>
    public decimal? ShownBelowK { get; init; }
}
