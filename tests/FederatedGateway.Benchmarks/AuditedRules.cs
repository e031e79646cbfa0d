using FederatedGateway.Privacy;
using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Benchmarks;

/// <summary>The audits of which groups are shown.</summary>
internal static class AuditedRules
{
    private const int Answers = 40_000;

    public static IEnumerable<Func<AuditLine>> Lines(Measuring measuring)
    {
        var audit = new KRuleAudit(measuring, Answers);
        return [.. RuleCase.All.SelectMany(rule => Honest(rule, audit)), .. Selection(audit), .. RuleCase.All.Skip(1).SelectMany(rule => Noisy(rule, audit, measuring))];
    }

    private static IEnumerable<Func<AuditLine>> Honest(RuleCase rule, KRuleAudit audit)
    {
        yield return () => new(rule.Mode.Name, "k rule", "every size near k", false, Sizes(rule)
            .Select(units => audit.Examine(rule.Plan(), units, rule.Claim)).MaxBy(finding => finding.LowerBound - finding.Claimed));
        yield return () => new(rule.Mode.Name, "k rule", "as often below k as stated", false, null, rule.BreaksItsK(audit, rule.Plan()));
        foreach (int shift in (int[])[-1, 1])
        {
            yield return () => new(rule.Mode.Name, "k rule", $"k one too {(shift < 0 ? "low" : "high")}", true, null, rule.BreaksItsK(audit, rule.Plan(RuleCase.K + shift)));
        }
    }

    private static IEnumerable<Func<AuditLine>> Selection(KRuleAudit audit)
    {
        RuleCase rule = RuleCase.Selection;
        yield return () => new(rule.Mode.Name, "k rule", "delta dropped", true, audit.Examine(rule.Plan(), RuleCase.K, PrivacyClaim.Of(rule.Price with { DeltaUnits = 0 })));
    }

    private static IEnumerable<Func<AuditLine>> Noisy(RuleCase rule, KRuleAudit audit, Measuring measuring)
    {
        yield return () => new(rule.Mode.Name, "k rule", "threshold without margin", true, null, rule.BreaksItsK(audit, rule.WithoutMargin()));
        yield return () => new(rule.Mode.Name, "k rule", "empty groups left out", true,
            new KRuleAudit(SabotagedRule.EmptyGroupsLeftOut(measuring), Answers).Examine(rule.Plan(k: 1), 1, rule.Claim));
        yield return () =>
        {
            MeasurementPlan plan = rule.Plan(k: 40);
            Measuring again = SabotagedRule.NoiseDrawnAgain(measuring, rule.WithoutMargin(k: 1));
            return new(rule.Mode.Name, "k rule", "noise drawn again when shown", true, new KRuleAudit(again, Answers).Examine(plan, ((NoisyRule)plan.Rule).Threshold, rule.Claim));
        };
    }

    // With the rule selection up to certainty; with noisy on both sides of the threshold.
    private static IEnumerable<long> Sizes(RuleCase rule) => rule.Plan().Rule switch
    {
        SelectionRule selection => Enumerable.Range(selection.K, (int)selection.UnitsForCertainty - selection.K + 1).Select(units => (long)units),
        NoisyRule noisy => Enumerable.Range((int)noisy.Threshold - 8, 17).Select(units => (long)units),
        _ => throw new InvalidOperationException("The k rules are a closed set."),
    };
}
