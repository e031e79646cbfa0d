using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>A k rule with a shape of noise, as an agreement may ask for them together.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Noise">The shape of the noise.</param>
/// <param name="ShownBelowK">How often a group of k-1 units may be shown; null with the rule <c>selection</c>.</param>
public sealed record AuditMode(string Name, NoiseKind Noise, decimal? ShownBelowK)
{
    /// <summary>The rule <c>selection</c> with Gaussian noise.</summary>
    public static AuditMode Selection { get; } = new("selection, Gaussian", NoiseKind.Gaussian, null);

    /// <summary>The rule <c>noisy</c> with Gaussian noise.</summary>
    public static AuditMode NoisyGaussian { get; } = new("noisy, Gaussian", NoiseKind.Gaussian, .05m);

    /// <summary>The rule <c>noisy</c> with Laplace noise, in pure epsilon.</summary>
    public static AuditMode NoisyLaplace { get; } = new("noisy, Laplace", NoiseKind.Laplace, .05m);

    /// <summary>Every mode there is.</summary>
    public static IReadOnlyList<AuditMode> All { get; } = [Selection, NoisyGaussian, NoisyLaplace];

    /// <summary>
    /// What the audited answers cost. Gaussian: the noise rho 1/4 in all. Laplace: epsilon 1 a component, since what an auditor can see of many
    /// small losses is far less than their sum.
    /// </summary>
    /// <param name="components">How many components an answer has.</param>
    public PrivacyLoss Price(int components) => Noise == NoiseKind.Laplace ? PureLoss.Charged(components).ToLoss()
        : ShownBelowK is null ? new(500_000_000, 1_000_000)
        : new(250_000_000, 0);

    /// <summary>The terms of an answer in this mode.</summary>
    public MeasurementTerms Terms(PrivacyLoss price, int k, ContributionBound bound) => new(price, k, bound) { Noise = Noise, ShownBelowK = ShownBelowK };
}
