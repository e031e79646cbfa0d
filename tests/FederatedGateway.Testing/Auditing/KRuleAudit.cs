using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>Audits which groups the k rule shows, and with which number of units, from the outside.</summary>
/// <param name="measuring">Measures.</param>
/// <param name="answers">How many decisions the auditor sees for each size of group.</param>
public sealed class KRuleAudit(Measuring measuring, int answers)
{
    /// <summary>A group that has one person more, against what is promised.</summary>
    /// <param name="plan">The plan of distinct units alone, or of nothing: its whole price then buys the rule <c>selection</c>.</param>
    /// <param name="units">The size of the group with the person.</param>
    /// <param name="claim">What is promised.</param>
    public AuditFinding Examine(MeasurementPlan plan, long units, PrivacyClaim claim) =>
        EpsilonAuditor.Examine(Seen(plan, units), Seen(plan, units - 1), claim);

    /// <summary>Whether groups of a size are shown at another rate than is stated, which is a public promise. False-alarm rate below 1e-6.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="units">The size of the group.</param>
    /// <param name="rate">The rate stated.</param>
    public bool MissesItsRate(MeasurementPlan plan, long units, double rate)
    {
        int shown = Seen(plan, units).Count(seen => seen > double.NegativeInfinity);
        return BinomialBound.Upper(shown, answers, EpsilonAuditor.FalseAlarm / 2) < rate
            || BinomialBound.Lower(shown, answers, EpsilonAuditor.FalseAlarm / 2) > rate;
    }

    // The number of units, or that the group is there; what is withheld is below every number.
    private double[] Seen(MeasurementPlan plan, long units)
    {
        ArgumentNullException.ThrowIfNull(plan);
        long[] values = plan.Components.Count == 0 ? [] : [units];
        TrueCell<int>[] cells = [.. Enumerable.Range(0, answers).Select(i => new TrueCell<int>(i, units, values))];
        double[] seen = [.. Enumerable.Repeat(double.NegativeInfinity, answers)];
        foreach (ReleasedCell<int> cell in measuring(plan, cells))
        {
            seen[cell.Key] = cell.Values.Count == 0 ? 1 : cell.Values[0];
        }

        return seen;
    }
}
