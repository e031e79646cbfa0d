namespace FederatedGateway.Testing.Auditing;

/// <summary>
/// Looks at released answers on two neighbouring inputs only, and bounds epsilon from below. It knows nothing of the mechanism.
/// </summary>
/// <remarks>
/// (epsilon, delta)-DP says of every event S that P(S) ≤ exp(epsilon) Q(S) + delta, both ways round. The event and the delta are
/// chosen on the first half of the answers; the second half, which had no part in the choice, then gives a lower bound of P(S) and
/// an upper bound of Q(S), each wrong with half the false-alarm rate. Proof: docs/proofs/README.md.
/// </remarks>
public static class EpsilonAuditor
{
    /// <summary>The rate at which a true claim is called false.</summary>
    public const double FalseAlarm = 1e-6;

    private const int Candidates = 2000;

    // Where the choice of the event puts its guard; any number would be honest, this one is near what the bounds will ask for.
    private const double Guard = 4.9;

    // Stands in for a claim of zero, which no share can be taken of.
    private const double Least = 1e-9;

    /// <summary>Tests a claim.</summary>
    /// <param name="with">A number made of each answer on the input with the person; an absent answer is negative infinity.</param>
    /// <param name="without">The same on the input without the person, as many as <paramref name="with"/>; all independent.</param>
    /// <param name="claim">What is promised.</param>
    /// <param name="falseAlarm">The rate at which a true claim may be called false; less where one of several findings is enough.</param>
    /// <returns>A lower bound of epsilon that is wrong with a probability of at most <paramref name="falseAlarm"/>.</returns>
    public static AuditFinding Examine(IReadOnlyList<double> with, IReadOnlyList<double> without, PrivacyClaim claim, double falseAlarm = FalseAlarm)
    {
        ArgumentNullException.ThrowIfNull(with);
        ArgumentNullException.ThrowIfNull(without);
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentOutOfRangeException.ThrowIfNotEqual(without.Count, with.Count);
        int half = with.Count / 2;
        var choosing = new Halves([.. with.Take(half).Order()], [.. without.Take(half).Order()]);
        var judging = new Halves([.. with.Skip(half).Order()], [.. without.Skip(half).Order()]);
        (ThresholdEvent chosen, (double Delta, double Epsilon) point) = Choose(choosing, claim);
        (int p, int q) = judging.Count(chosen);
        double atLeast = BinomialBound.Lower(p, judging.Size, falseAlarm / 2) - point.Delta;
        double atMost = BinomialBound.Upper(q, judging.Size, falseAlarm / 2);
        double bound = atLeast > atMost ? Math.Log(atLeast / atMost) : 0;
        return new(point.Delta, point.Epsilon, bound, chosen.ToString());
    }

    // The event and delta whose bound seems to reach the largest share of what is claimed; beyond 1 the claim is false.
    private static (ThresholdEvent Event, (double Delta, double Epsilon) Point) Choose(Halves halves, PrivacyClaim claim)
    {
        (ThresholdEvent Event, (double, double) Point) best = (default, claim.Points[0]);
        double bestShare = double.NegativeInfinity;
        foreach (ThresholdEvent candidate in halves.Events(Candidates))
        {
            (int p, int q) = halves.Count(candidate);
            double atLeast = Guarded(p, halves.Size, -Guard);
            double atMost = Guarded(q, halves.Size, Guard);
            foreach ((double Delta, double Epsilon) point in claim.Points)
            {
                double excess = atLeast - point.Delta;
                double share = excess > 0 ? Math.Log(excess / atMost) / Math.Max(point.Epsilon, Least) : double.NegativeInfinity;
                (best, bestShare) = share > bestShare ? ((candidate, point), share) : (best, bestShare);
            }
        }

        return best;
    }

    // Wilson's score bound: near enough to choose by.
    private static double Guarded(int happened, int trials, double guard)
    {
        double share = (double)happened / trials;
        double square = guard * guard / trials;
        return (share + (square / 2) + (Math.Sign(guard) * Math.Sqrt(square * ((share * (1 - share)) + (square / 4))))) / (1 + square);
    }
}
