using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>What a price promises: for each delta of a list, the epsilon of the (epsilon, delta)-DP that it amounts to.</summary>
/// <param name="Points">Pairs of delta and epsilon, each a promise of its own.</param>
public sealed record PrivacyClaim(IReadOnlyList<(double Delta, double Epsilon)> Points)
{
    // Large deltas too: a few thousand answers can refute a promise of delta 0.1 but never one of 1e-6.
    private static readonly decimal[] Deltas = [1e-6m, 1e-4m, .001m, .01m, .02m, .05m, .1m, .2m, .3m];

    /// <summary>The promise of a loss in approximate zCDP.</summary>
    /// <param name="loss">What was charged; its delta must be below 0.3.</param>
    /// <param name="times">How often it was charged: for one person's answers from as many agencies or to as many questions.</param>
    public static PrivacyClaim Of(PrivacyLoss loss, int times = 1)
    {
        decimal approximation = loss.DeltaUnits * times / 1_000_000_000_000_000m;
        return new([.. Deltas.Where(delta => delta > approximation)
            .Select(delta => ((double)delta, (double)ZeroConcentrated.Epsilon(loss.NanoRho * times, delta - approximation)))]);
    }
}
