using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>Audits which groups the k rule shows, from the outside.</summary>
/// <param name="measuring">Measures.</param>
/// <param name="answers">How many decisions the auditor sees for each size of group.</param>
public sealed class SelectionAudit(Measuring measuring, int answers)
{
    /// <summary>Whether a group shows when it has one person more, against what a loss promises.</summary>
    /// <param name="plan">The plan, without components: its whole price buys the k rule.</param>
    /// <param name="units">The size of the group with the person.</param>
    /// <param name="claimed">What is promised.</param>
    public AuditFinding Examine(MeasurementPlan plan, long units, PrivacyLoss claimed) =>
        EpsilonAuditor.Examine(Shown(plan, units), Shown(plan, units - 1), PrivacyClaim.Of(claimed));

    /// <summary>
    /// Whether groups of fewer than k show, or groups of exactly k at another rate than delta (over a person's groups): both are public
    /// promises. False-alarm rate below 1e-6.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="k">The k promised.</param>
    /// <param name="rate">The rate promised at exactly k.</param>
    public bool BreaksItsK(MeasurementPlan plan, int k, double rate)
    {
        int atK = Shown(plan, k).Count(shown => shown > 0);
        return Shown(plan, k - 1).Any(shown => shown > 0)
            || BinomialBound.Upper(atK, answers, EpsilonAuditor.FalseAlarm / 2) < rate
            || BinomialBound.Lower(atK, answers, EpsilonAuditor.FalseAlarm / 2) > rate;
    }

    private double[] Shown(MeasurementPlan plan, long units)
    {
        ArgumentNullException.ThrowIfNull(plan);
        TrueCell<int>[] cells = [.. Enumerable.Range(0, answers).Select(i => new TrueCell<int>(i, units, []))];
        var shown = new double[answers];
        foreach (ReleasedCell<int> cell in measuring(plan, cells))
        {
            shown[cell.Key] = 1;
        }

        return shown;
    }
}
