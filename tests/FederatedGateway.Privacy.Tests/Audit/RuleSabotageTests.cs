using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// The black-box auditor on the k rules: which groups are shown, and with which count. Every bound is wrong with a probability of at most
/// 1e-6; the seeds are fixed.
/// </summary>
public sealed class RuleSabotageTests
{
    private const int Answers = 24_000;
    private static readonly RuleCase[] Noisy = [RuleCase.NoisyGaussian, RuleCase.NoisyLaplace];

    public static TheoryData<string> NoisyRules => [.. Noisy.Select(rule => rule.Mode.Name)];

    public static TheoryData<string, int> NoisyRulesOffByOne => [.. from rule in Noisy from shift in (int[])[-1, 1] select (rule.Mode.Name, shift)];

    [Fact]
    public void The_rule_selection_keeps_what_it_promises_at_every_size()
    {
        MeasurementPlan plan = RuleCase.Selection.Plan();
        for (long units = RuleCase.K; units <= ((SelectionRule)plan.Rule).UnitsForCertainty; units++)
        {
            AuditFinding finding = Audit(222).Examine(plan, units, RuleCase.Selection.Claim);
            Assert.False(finding.Refuted, finding.ToString());
        }

        Assert.False(BreaksSelection(plan));
    }

    [Theory]
    [MemberData(nameof(NoisyRules))]
    public void The_rule_noisy_keeps_what_it_promises_at_every_size(string mode)
    {
        MeasurementPlan plan = Case(mode).Plan();
        long threshold = ((NoisyRule)plan.Rule).Threshold;
        for (long units = threshold - 8; units <= threshold + 8; units++)
        {
            AuditFinding finding = Audit(231).Examine(plan, units, Case(mode).Claim);
            Assert.False(finding.Refuted, finding.ToString());
        }

        Assert.False(Case(mode).BreaksItsK(Audit(232), plan));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void K_off_by_one_is_caught(int shift) => Assert.True(BreaksSelection(RuleCase.Selection.Plan(RuleCase.K + shift)));

    [Fact]
    public void Delta_dropped_is_caught() =>
        Caught(Audit(224).Examine(RuleCase.Selection.Plan(), RuleCase.K, PrivacyClaim.Of(RuleCase.Selection.Price with { DeltaUnits = 0 })));

    [Theory]
    [MemberData(nameof(NoisyRulesOffByOne))]
    public void K_of_a_noisy_threshold_off_by_one_is_caught(string mode, int shift) =>
        Assert.True(Case(mode).BreaksItsK(Audit(233), Case(mode).Plan(RuleCase.K + shift)));

    [Theory]
    [MemberData(nameof(NoisyRules))]
    public void A_threshold_without_margin_is_caught(string mode) => Assert.True(Case(mode).BreaksItsK(Audit(234), Case(mode).WithoutMargin()));

    [Theory]
    [MemberData(nameof(NoisyRules))]
    public void Empty_groups_left_out_is_caught(string mode)
    {
        MeasurementPlan plan = Case(mode).Plan(k: 1);
        Caught(new KRuleAudit(SabotagedRule.EmptyGroupsLeftOut(Randomness.Fresh(235)), Answers).Examine(plan, 1, Case(mode).Claim));
        Assert.False(Audit(235).Examine(plan, 1, Case(mode).Claim).Refuted);
    }

    [Theory]
    [MemberData(nameof(NoisyRules))]
    public void Noise_drawn_again_after_the_rule_decided_is_caught(string mode)
    {
        MeasurementPlan plan = Case(mode).Plan(k: 40);
        long threshold = ((NoisyRule)plan.Rule).Threshold;
        Measuring again = SabotagedRule.NoiseDrawnAgain(Randomness.Fresh(236), Case(mode).WithoutMargin(k: 1));
        Caught(new KRuleAudit(again, Answers).Examine(plan, threshold, Case(mode).Claim));
        Assert.False(Audit(237).Examine(plan, threshold, Case(mode).Claim).Refuted);
    }

    private static bool BreaksSelection(MeasurementPlan plan) => RuleCase.Selection.BreaksItsK(Audit(223), plan);

    private static void Caught(AuditFinding finding) => Assert.True(finding.Refuted, finding.ToString());

    private static KRuleAudit Audit(ulong seed) => new(Randomness.Fresh(seed), Answers);

    private static RuleCase Case(string mode) => Noisy.Single(rule => rule.Mode.Name == mode);
}
