using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>How often an attacker may be right about one bit of one person.</summary>
internal static class Chance
{
    /// <summary>
    /// The largest accuracy on a fair bit against answers of this loss: 1/2 + TV/2, where the total variation TV is at most
    /// sqrt(rho/2) + delta (Pinsker; the divergence of order 1 is at most rho) and at most (e^eps - 1 + 2 delta)/(e^eps + 1).
    /// </summary>
    public static double Bound(PrivacyLoss loss)
    {
        double rho = loss.NanoRho * 1e-9;
        double delta = loss.DeltaUnits * 1e-15;
        double growth = Math.Exp((double)ZeroConcentrated.Epsilon(loss.NanoRho, .001m));
        double byEpsilon = (growth - 1 + (2 * (.001 + delta))) / (growth + 1);
        return .5 + (Math.Min(Math.Sqrt(rho / 2) + delta, byEpsilon) / 2);
    }

    /// <summary>Whether so many right guesses refute the bound; wrong with a probability of at most 1e-6.</summary>
    public static bool Refuted(int right, int guesses, double bound) => BinomialBound.Lower(right, guesses, 1e-6) > bound;
}
