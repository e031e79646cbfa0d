using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// The black-box auditor passes what the library does and catches what would break it. Every bound is wrong with a probability of
/// at most 1e-6; the seeds are fixed.
/// </summary>
public sealed class SabotageTests
{
    private const int Answers = 8_000;
    private const int K = 10;
    private static readonly PrivacyLoss Price = new(500_000_000, 1_000_000);

    // One group a person and a delta large enough to be seen in a few thousand answers: 1/50.
    private static readonly PrivacyLoss LooseDelta = new(10_000_000, 20_000_000_000_000);
    private static readonly ContributionBound OneGroup = new(1, 1);

    public static TheoryData<string> Measures => [.. AuditedMeasure.All.Select(measure => measure.Name)];

    public static TheoryData<string> MeasuresWithBounds => [.. AuditedMeasure.All.Where(measure => measure.Components.Any(c => c.Linf > 1)).Select(measure => measure.Name)];

    [Theory]
    [MemberData(nameof(Measures))]
    public void What_the_price_promises_is_not_refuted(string measure)
    {
        AuditFinding alone = Audit(211).Honest(Named(measure));
        AuditFinding added = Audit(212).Honest(Named(measure), agencies: 3);
        Assert.False(alone.Refuted, alone.ToString());
        Assert.False(added.Refuted, added.ToString());
        // It is not blind either: what it sees is a good part of what is claimed.
        Assert.True(alone.LowerBound > 0 && added.LowerBound > alone.LowerBound, $"{alone} {added}");
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public void Half_the_scale_is_caught(string measure)
    {
        Caught(Audit(213).HalfScale(Named(measure)));
        Caught(Audit(214).HalfScale(Named(measure), agencies: 3));
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public void A_reused_seed_is_caught(string measure)
    {
        MeasureAudit audit = new(Randomness.Reused(215), Price, Answers);
        Caught(audit.Difference(Named(measure), Randomness.Reused(215)));
        Assert.False(Audit(216).Difference(Named(measure), Randomness.Fresh(217)).Refuted);
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public void Bounding_after_grouping_is_caught(string measure) => Caught(Audit(218).BoundAfterGrouping(Named(measure)));

    [Theory]
    [MemberData(nameof(Measures))]
    public void Rows_clamped_instead_of_totals_is_caught(string measure) => Caught(Audit(219).RowsClamped(Named(measure)));

    [Theory]
    [MemberData(nameof(MeasuresWithBounds))]
    public void Linf_ignored_is_caught(string measure) => Caught(Audit(220).LinfIgnored(Named(measure)));

    [Theory]
    [MemberData(nameof(Measures))]
    public void A_price_refunded_is_caught(string measure) => Caught(Audit(221).Refunded(Named(measure)));

    [Fact]
    public void The_k_rule_keeps_what_it_promises_at_every_size()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(LooseDelta, K, OneGroup), []);
        SelectionAudit audit = Selection(222);
        for (long units = K; units <= ((SelectionRule)plan.Rule).UnitsForCertainty; units++)
        {
            AuditFinding finding = audit.Examine(plan, units, LooseDelta);
            Assert.False(finding.Refuted, finding.ToString());
        }

        Assert.False(audit.BreaksItsK(plan, K, .02));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void K_off_by_one_is_caught(int shift) =>
        Assert.True(Selection(223).BreaksItsK(MeasurementPlan.Create(new(LooseDelta, K + shift, OneGroup), []), K, .02));

    [Fact]
    public void Delta_dropped_is_caught()
    {
        MeasurementPlan plan = MeasurementPlan.Create(new(LooseDelta, K, OneGroup), []);
        Caught(Selection(224).Examine(plan, K, LooseDelta with { DeltaUnits = 0 }));
    }

    private static void Caught(AuditFinding finding) => Assert.True(finding.Refuted, finding.ToString());

    private static MeasureAudit Audit(ulong seed) => new(Randomness.Fresh(seed), Price, Answers);

    private static SelectionAudit Selection(ulong seed) => new(Randomness.Fresh(seed), Answers);

    private static AuditedMeasure Named(string name) => AuditedMeasure.All.Single(measure => measure.Name == name);
}
