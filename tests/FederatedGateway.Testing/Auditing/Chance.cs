using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>How often an attacker may be right about one bit of one person. Proof: docs/proofs/README.md.</summary>
public static class Chance
{
    /// <summary>
    /// The largest accuracy on a fair bit against answers of this loss: 1/2 + TV/2, where the total variation TV is at most
    /// (e^eps - 1 + 2 delta)/(e^eps + 1), which is an accuracy of e^eps/(1 + e^eps) where eps is pure, and at most sqrt(rho/2) + delta (Pinsker;
    /// the divergence of order 1 is at most rho).
    /// </summary>
    public static double Bound(PrivacyLoss loss)
    {
        double rho = loss.NanoRho * 1e-9;
        double delta = loss.DeltaUnits * 1e-15;
        double byEpsilon = loss.IsPure ? Math.Tanh(loss.NanoEpsilon * 1e-9 / 2) : Variation((double)ZeroConcentrated.Epsilon(loss.NanoRho, .001m), .001 + delta);
        return .5 + (Math.Min(Math.Sqrt(rho / 2) + delta, byEpsilon) / 2);
    }

    /// <summary>Whether so many right guesses refute the bound; wrong with a probability of at most 1e-6.</summary>
    public static bool Refuted(int right, int guesses, double bound) => BinomialBound.Lower(right, guesses, EpsilonAuditor.FalseAlarm) > bound;

    private static double Variation(double epsilon, double delta)
    {
        double growth = Math.Exp(epsilon);
        return (growth - 1 + (2 * delta)) / (growth + 1);
    }
}
