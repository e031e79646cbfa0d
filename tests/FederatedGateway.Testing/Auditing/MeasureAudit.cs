using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>
/// Audits the noise of what a node measures, done right and sabotaged, against what the plan says that its noise costs: the price
/// less the share that buys the k rule. All groups are large enough to be shown always.
/// </summary>
/// <param name="measuring">Measures.</param>
/// <param name="price">The price of a question.</param>
/// <param name="answers">How many answers the auditor sees on each of the two inputs.</param>
public sealed class MeasureAudit(Measuring measuring, PrivacyLoss price, int answers)
{
    // Half the scale is four times the price.
    private PrivacyLoss PriceOfHalfTheScale => new(price.NanoRho * 4, price.DeltaUnits);

    /// <summary>The measure as it is; over several agencies the answers are added up as the coordinator does, and losses add.</summary>
    public AuditFinding Honest(AuditedMeasure measure, int agencies = 1) =>
        Examine(measure, measure.Plan(price), HeavyPerson.Bounded(measure), agencies, agencies);

    /// <summary>Sabotage: noise of half the scale.</summary>
    public AuditFinding HalfScale(AuditedMeasure measure, int agencies = 1) =>
        Examine(measure, measure.Plan(PriceOfHalfTheScale), HeavyPerson.Bounded(measure), agencies, agencies);

    /// <summary>Sabotage: a person's groups are bounded after rows were added up.</summary>
    public AuditFinding BoundAfterGrouping(AuditedMeasure measure) =>
        Examine(measure, measure.Plan(price), HeavyPerson.BoundedAfterGrouping(measure), 1, 1);

    /// <summary>Sabotage: rows are clamped instead of a person's total.</summary>
    public AuditFinding RowsClamped(AuditedMeasure measure) =>
        Examine(measure, measure.Plan(price), HeavyPerson.RowsClamped(measure), 1, 1);

    /// <summary>Sabotage: noise for a person who adds at most 1, whatever the bounds say.</summary>
    public AuditFinding LinfIgnored(AuditedMeasure measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        AuditedMeasure ignorant = measure with { Components = [.. measure.Components.Select(component => component with { Linf = 1 })] };
        return Examine(measure, ignorant.Plan(price), HeavyPerson.Bounded(measure), 1, 1);
    }

    /// <summary>Sabotage: four answers for one price, because each time the price was given back after rows had been read.</summary>
    public AuditFinding Refunded(AuditedMeasure measure) =>
        Examine(measure, measure.Plan(price), HeavyPerson.Bounded(measure), rounds: 4, charged: 1);

    /// <summary>
    /// Two questions, of which only the first can count the person; the auditor sees the difference. Harmless when each has noise of
    /// its own, sabotage when both are measured with the same randomness.
    /// </summary>
    public AuditFinding Difference(AuditedMeasure measure, Measuring other)
    {
        ArgumentNullException.ThrowIfNull(measure);
        ArgumentNullException.ThrowIfNull(other);
        MeasurementPlan plan = measure.Plan(price);
        IReadOnlyList<IReadOnlyList<long>> person = HeavyPerson.Bounded(measure);
        double[] Differences(bool present) =>
            [.. Answers(measure, plan, person, present, measuring).Zip(Answers(measure, plan, person, false, other), (one, two) => one - two)];
        return EpsilonAuditor.Examine(Differences(true), Differences(false), PrivacyClaim.Of(CostOfNoise(measure), 2));
    }

    private AuditFinding Examine(AuditedMeasure measure, MeasurementPlan plan, IReadOnlyList<IReadOnlyList<long>> person, int rounds, int charged)
    {
        double[] Sums(bool present)
        {
            var sums = new double[answers];
            for (int round = 0; round < rounds; round++)
            {
                double[] numbers = Answers(measure, plan, person, present, measuring);
                for (int i = 0; i < answers; i++)
                {
                    sums[i] += numbers[i];
                }
            }

            return sums;
        }

        return EpsilonAuditor.Examine(Sums(true), Sums(false), PrivacyClaim.Of(CostOfNoise(measure), charged));
    }

    // rho = sum of L0 levels Linf² / (2 sigma²) over the components, of the plan that is claimed; rounded up.
    private PrivacyLoss CostOfNoise(AuditedMeasure measure)
    {
        double rho = measure.Plan(price).Components.Sum(planned =>
            AuditedMeasure.Bound.MaxGroups * planned.Component.Levels * Math.Pow(planned.Component.Linf, 2) / (2 * planned.Noise.Parameter.ToDouble()));
        return new((long)Math.Ceiling(rho * 1e9), 0);
    }

    // The k rule shows groups of this size always: it has an audit of its own.
    private double[] Answers(AuditedMeasure measure, MeasurementPlan plan, IReadOnlyList<IReadOnlyList<long>> person, bool present, Measuring by)
    {
        IReadOnlyList<long> nothing = new long[measure.Contribution.Count];
        TrueCell<int>[] cells = [.. Enumerable.Range(0, answers * person.Count)
            .Select(i => new TrueCell<int>(i, ((SelectionRule)plan.Rule).UnitsForCertainty + 1, present ? person[i % person.Count] : nothing))];
        var numbers = new double[answers];
        foreach (ReleasedCell<int> cell in by(plan, cells))
        {
            numbers[cell.Key / person.Count] += measure.Weigh(plan, cell.Values);
        }

        return numbers;
    }
}
