using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>
/// Audits the noise of what a node measures, done right and sabotaged, against what the plan says that it costs. All groups are large enough to be
/// shown always: which groups are shown is the business of <see cref="KRuleAudit"/>.
/// </summary>
/// <param name="measuring">Measures.</param>
/// <param name="mode">The k rule and the noise.</param>
/// <param name="answers">How many answers the auditor sees on each of the two inputs.</param>
public sealed class MeasureAudit(Measuring measuring, AuditMode mode, int answers)
{
    /// <summary>The measure as it is.</summary>
    public AuditFinding Honest(AuditedMeasure measure, Combination? combination = null) => Examine(Case(measure, combination));

    /// <summary>Sabotage: noise of half the scale.</summary>
    public AuditFinding HalfScale(AuditedMeasure measure, Combination? combination = null)
    {
        Audited honest = Case(measure, combination);
        // Half the scale is twice the epsilon, or four times the rho.
        PrivacyLoss price = honest.Plan.Price.ForUnits(2) with { DeltaUnits = honest.Plan.Price.DeltaUnits };
        return Examine(honest with { Plan = honest.Measure.Plan(mode, price) });
    }

    /// <summary>Sabotage: a person's groups are bounded after rows were added up.</summary>
    public AuditFinding BoundAfterGrouping(AuditedMeasure measure)
    {
        Audited honest = Case(measure);
        return Examine(honest with { Person = HeavyPerson.BoundedAfterGrouping(honest.Measure) });
    }

    /// <summary>Sabotage: rows are clamped instead of a person's total.</summary>
    public AuditFinding RowsClamped(AuditedMeasure measure)
    {
        Audited honest = Case(measure);
        return Examine(honest with { Person = HeavyPerson.RowsClamped(honest.Measure) });
    }

    /// <summary>Sabotage: noise for a person who adds at most 1, whatever the bounds say.</summary>
    public AuditFinding LinfIgnored(AuditedMeasure measure)
    {
        Audited honest = Case(measure);
        AuditedMeasure ignorant = honest.Measure with { Components = [.. honest.Measure.Components.Select(component => component with { Linf = 1 })] };
        return Examine(honest with { Plan = ignorant.Plan(mode, honest.Plan.Price) });
    }

    /// <summary>Sabotage: four answers for one price, because each time the price was given back after rows had been read.</summary>
    public AuditFinding Refunded(AuditedMeasure measure) => Examine(Case(measure) with { Combination = new("four answers", 4, false), Charged = 1 });

    /// <summary>
    /// Two questions, of which only the first can count the person; the auditor sees the difference. Harmless when each has noise of
    /// its own, sabotage when both are measured with the same randomness.
    /// </summary>
    public AuditFinding Difference(AuditedMeasure measure, Measuring other)
    {
        Audited audited = Case(measure) with { Charged = 2 };
        return Examine(audited, present =>
            [.. Answers(audited, present, measuring).Zip(Answers(audited, false, other), (one, two) => one.Zip(two, (left, right) => left - right).ToArray())]);
    }

    /// <summary>Counts in a disclosure profile, which acts on noisy numbers: it costs nothing, so the claim stays.</summary>
    public AuditFinding InProfile(AuditedMeasure measure, DisclosureProfile profile)
    {
        Audited audited = AtAnEdge(measure, profile);
        return Examine(audited, present => [.. Answers(audited, present, measuring)
            .Select(seen => seen.Select(above => Shown(profile, audited.Size + above) - audited.Size).ToArray())]);
    }

    /// <summary>Sabotage: the profile is applied to true counts, and noise for one person is added to what it shows.</summary>
    public AuditFinding ProfileBeforeNoise(AuditedMeasure measure, DisclosureProfile profile)
    {
        Audited audited = AtAnEdge(measure, profile);
        return Examine(audited, present => Answers(audited, present, (plan, cells) =>
            measuring(plan, [.. cells.Select(cell => cell with { Values = [.. cell.Values.Select(count => Shown(profile, count))] })])));
    }

    private Audited Case(AuditedMeasure measure, Combination? combination = null)
    {
        ArgumentNullException.ThrowIfNull(measure);
        AuditedMeasure all = measure.In(mode);
        MeasurementPlan plan = all.Plan(mode, mode.Price(all.Components.Count));
        Combination seen = combination ?? Combination.One;
        return new(all, plan, AuditedNumbers.Of(plan), HeavyPerson.Bounded(all), seen, seen.Agencies, Certain(plan.Rule));
    }

    // Groups of a size that the person moves over an edge of the profile's steps.
    private Audited AtAnEdge(AuditedMeasure measure, DisclosureProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Audited audited = Case(measure);
        return audited with { Size = Enumerable.Range(0, 6).Select(i => audited.Size + i).MaxBy(size => Shown(profile, size + 1) - Shown(profile, size)) };
    }

    private static long Shown(DisclosureProfile profile, long count) => profile.Show(count).Number ?? 0;

    // A size that is shown always, but for a probability below 1e-20, with noise of half the scale as well.
    private static long Certain(KRule rule) => rule switch
    {
        SelectionRule selection => selection.UnitsForCertainty + 1,
        NoisyRule noisy => noisy.Threshold + 2_000,
        _ => throw new InvalidOperationException("The k rules are a closed set."),
    };

    private AuditFinding Examine(Audited audited) => Examine(audited, present => Answers(audited, present, measuring));

    private static AuditFinding Examine(Audited audited, Func<bool, IReadOnlyList<long[]>> answers)
    {
        IReadOnlyList<long[]> with = answers(true);
        IReadOnlyList<long[]> without = answers(false);
        return audited.Numbers
            .Select(numbers => EpsilonAuditor.Examine(
                audited.Numbered(numbers, with), audited.Numbered(numbers, without), PrivacyClaim.Of(numbers.Claimed, audited.Charged), EpsilonAuditor.FalseAlarm / audited.Numbers.Count)
                with { Seen = numbers.Name })
            .MaxBy(finding => finding.LowerBound / finding.Claimed)!;
    }

    // Of each answer all values that are seen of the person's groups, less what is there without the person.
    private long[][] Answers(Audited audited, bool present, Measuring by)
    {
        int width = audited.Measure.Contribution.Count;
        int groups = audited.Person.Count;
        int each = width * groups;
        int agencies = audited.Combination.Agencies;
        long[][] seen = [.. Enumerable.Range(0, answers).Select(_ => new long[audited.Combination.Added ? each : each * agencies])];
        long[][] truth = [.. audited.Person.Select(group => group.Select(adds => audited.Size + (present ? adds : 0)).ToArray())];
        TrueCell<int>[] cells = [.. Enumerable.Range(0, answers * groups).Select(i => new TrueCell<int>(i, audited.Size, truth[i % groups]))];
        for (int agency = 0; agency < agencies; agency++)
        {
            int start = audited.Combination.Added ? 0 : each * agency;
            foreach (ReleasedCell<int> cell in by(audited.Plan, cells))
            {
                for (int i = 0; i < width; i++)
                {
                    seen[cell.Key / groups][start + (width * (cell.Key % groups)) + i] += cell.Values[i] - audited.Size;
                }
            }
        }

        return seen;
    }

    // What is audited: each value of a group has its size without the person, whatever it measures.
    private sealed record Audited(
        AuditedMeasure Measure, MeasurementPlan Plan, IReadOnlyList<AuditedNumbers> Numbers, IReadOnlyList<IReadOnlyList<long>> Person, Combination Combination, int Charged, long Size)
    {
        public double[] Numbered(AuditedNumbers numbers, IReadOnlyList<long[]> answers) =>
            numbers.Of(Plan, answers, [.. Measure.Contribution.Select(adds => adds * (Combination.Added ? Combination.Agencies : 1))]);
    }
}
