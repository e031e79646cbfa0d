using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>What a price promises: for each delta of a list, the epsilon of the (epsilon, delta)-DP that it amounts to.</summary>
/// <param name="Points">Pairs of delta and epsilon, each a promise of its own.</param>
public sealed record PrivacyClaim(IReadOnlyList<(double Delta, double Epsilon)> Points)
{
    private const int Halvings = 40;
    private const decimal MostEpsilon = 64;

    // Large deltas too: a few thousand answers can refute a promise of delta 0.1 but never one of 1e-6.
    private static readonly decimal[] Deltas = [1e-6m, 1e-4m, .001m, .01m, .02m, .05m, .1m, .2m, .3m];

    /// <summary>The promise of a loss: its epsilon where that is pure, and of a loss in approximate zCDP what it amounts to.</summary>
    /// <param name="loss">What was charged; its delta must be below 0.3.</param>
    /// <param name="times">How often it was charged: for one person's answers from as many agencies or to as many questions.</param>
    public static PrivacyClaim Of(PrivacyLoss loss, int times = 1)
    {
        if (loss.IsPure)
        {
            return new([(0, loss.NanoEpsilon * 1e-9 * times)]);
        }

        decimal approximation = loss.DeltaUnits * times / 1_000_000_000_000_000m;
        return new([.. Deltas.Where(delta => delta > approximation)
            .Select(delta => ((double)delta, (double)ZeroConcentrated.Epsilon(loss.NanoRho * times, delta - approximation)))]);
    }

    /// <summary>The promise of one number that one person moves by 1, by the exact distribution of the Gaussian noise that its rho buys.</summary>
    /// <param name="nanoRho">rho in units of 1e-9; above 0.</param>
    public static PrivacyClaim OfOneNumber(long nanoRho)
    {
        var variance = new Rational(1_000_000_000, 2 * nanoRho);
        return new([.. Deltas.Select(delta => ((double)delta, (double)Epsilon(variance, delta)))]);
    }

    private static decimal Epsilon(Rational variance, decimal delta)
    {
        decimal low = 0;
        decimal high = MostEpsilon;
        for (int i = 0; i < Halvings; i++)
        {
            decimal middle = (low + high) / 2;
            (low, high) = DiscreteGaussianDelta.Of(variance, 1, middle) > delta ? (middle, high) : (low, middle);
        }

        return high;
    }
}
