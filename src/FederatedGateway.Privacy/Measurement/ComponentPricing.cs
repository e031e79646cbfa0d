using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>Shares a price over components and turns each share into noise.</summary>
/// <remarks>
/// Each measure's error counts alike, in units of the most that one unit can add to it: a component weighs as many times as measures need it.
/// Derived in docs/proofs/price-split.md.
/// </remarks>
internal static class ComponentPricing
{
    // Noise of this size would drown any 62-bit value; a plan that needs more is a mistake in the bounds or the price.
    private static readonly BigInteger LargestVariance = BigInteger.One << 104;

    /// <summary>The components with their shares of a rho, in nano-rho, and Gaussian noise of sigma² = L2² / (2 rho).</summary>
    public static IEnumerable<(PlannedComponent Planned, long Share)> Gaussian(long nanoRho, int maxGroups, IReadOnlyList<WeightedComponent> components)
    {
        PricePart[] parts = [.. components.Select(weighted => new PricePart(weighted.Uses, weighted.Component.Levels))];
        IReadOnlyList<long> shares = parts.Length == 0 ? [] : PriceSplit.Of(nanoRho, parts);
        return components.Zip(shares, (weighted, share) =>
        {
            BigInteger squared = Sensitivity.Of(maxGroups, weighted.Component).L2Squared;
            var variance = new Rational(squared * 1_000_000_000, 2 * new BigInteger(share));
            return variance.Floor() < LargestVariance
                ? (new PlannedComponent(weighted.Component, NoiseDistribution.Gaussian(variance)), share)
                : throw TooNoisy(weighted.Component, maxGroups);
        });
    }

    /// <summary>The components with their shares of a pure epsilon, in units of 1e-9, and Laplace noise of scale L1 / epsilon.</summary>
    public static IEnumerable<(PlannedComponent Planned, long Share)> Laplace(long nanoEpsilon, int maxGroups, IReadOnlyList<WeightedComponent> components)
    {
        (BigInteger, BigInteger)[] parts = [.. components.Select(weighted => ((BigInteger)weighted.Uses, BigInteger.Pow(weighted.Component.Levels, 2)))];
        return components.Zip(PriceSplit.OfPure(nanoEpsilon, parts), (weighted, share) =>
        {
            Rational scale = new PureLoss(share).LaplaceScale(Sensitivity.Of(maxGroups, weighted.Component).L1);
            return scale * scale < Rational.FromInteger(LargestVariance >> 4)
                ? (new PlannedComponent(weighted.Component, NoiseDistribution.Laplace(scale)), share)
                : throw TooNoisy(weighted.Component, maxGroups);
        });
    }

    private static ArgumentException TooNoisy(MeasureComponent component, int maxGroups) =>
        new($"The noise of '{component.Id}' would exceed 2^52: lower its bound (Linf {component.Linf}), lower the groups per unit ({maxGroups}), or raise the price.", nameof(component));
}
