using System.Diagnostics;
using System.Globalization;
using FederatedGateway.Privacy;
using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Benchmarks;

/// <summary>
/// Audits the privacy engine from the outside, with the operating system's randomness: what released answers on two neighbouring
/// inputs prove about epsilon, beside what is claimed; then the same of sabotaged releases, which must be caught.
/// </summary>
internal static class AuditSuite
{
    private const int Answers = 40_000;
    private const int Agencies = 3;
    private const int K = 10;
    private static readonly PrivacyLoss Price = new(500_000_000, 1_000_000);
    private static readonly PrivacyLoss LooseDelta = new(10_000_000, 20_000_000_000_000);

    private static IReadOnlyList<ReleasedCell<int>> lastRelease = [];
    private static IReadOnlyList<TrueCell<int>> lastTruth = [];

    public static void Run(TextWriter output)
    {
        long began = Stopwatch.GetTimestamp();
        output.WriteLine(Text($"{Answers} answers on each of two neighbouring inputs; every bound, and every \"caught\", is wrong with a probability of at most {EpsilonAuditor.FalseAlarm:g1}"));
        var audit = new MeasureAudit(Measure, Price, Answers);
        (int Refuted, int Missed) noise = Measures(audit, output);
        (int Refuted, int Missed) rest = Sabotages(audit, output);
        output.WriteLine(Text($"{Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"));
        output.WriteLine(Aim.AtMost("audit-honest-claims-refuted", noise.Refuted + rest.Refuted, 0, "claims"));
        output.WriteLine(Aim.AtMost("audit-sabotages-missed", noise.Missed + rest.Missed, 0, "sabotages"));
        output.WriteLine(Aim.AtMost("audit-duration", Stopwatch.GetElapsedTime(began).TotalSeconds, 120, "s"));
    }

    private static (int Refuted, int Missed) Measures(MeasureAudit audit, TextWriter output)
    {
        int refuted = 0;
        int missed = 0;
        output.WriteLine();
        output.WriteLine("measure         combine           at delta  claimed eps  audited eps >=   half scale: audited eps >=  caught");
        foreach (AuditedMeasure measure in AuditedMeasure.All)
        {
            foreach (int agencies in (int[])[1, Agencies])
            {
                AuditFinding honest = audit.Honest(measure, agencies);
                AuditFinding half = audit.HalfScale(measure, agencies);
                string combine = agencies == 1 ? "single agency" : Text($"sum of {agencies}");
                output.WriteLine(Text($"{measure.Name,-15} {combine,-17} {honest.Delta,8} {honest.Claimed,12:F3} {honest.LowerBound,15:F3}   {Of(half),26}  {YesNo(half.Refuted)}"));
                refuted += honest.Refuted ? 1 : 0;
                missed += half.Refuted ? 0 : 1;
            }
        }

        return (refuted, missed);
    }

    private static (int Refuted, int Missed) Sabotages(MeasureAudit audit, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("sabotage                          measure          audited eps >=   claimed eps  caught");
        AuditedMeasure[] bounded = [.. AuditedMeasure.All.Where(measure => measure.Components.Any(component => component.Linf > 1))];
        (string, AuditedMeasure, AuditFinding)[] cases =
        [
            .. AuditedMeasure.All.Select(m => ("noise used twice", m, audit.Difference(m, NoiseOfTheLastRelease))),
            .. AuditedMeasure.All.Select(m => ("bound after grouping", m, audit.BoundAfterGrouping(m))),
            .. AuditedMeasure.All.Select(m => ("rows clamped instead of totals", m, audit.RowsClamped(m))),
            .. bounded.Select(m => ("Linf ignored", m, audit.LinfIgnored(m))),
            .. AuditedMeasure.All.Select(m => ("price refunded", m, audit.Refunded(m))),
        ];
        foreach ((string sabotage, AuditedMeasure measure, AuditFinding finding) in cases)
        {
            output.WriteLine(Text($"{sabotage,-33} {measure.Name,-16} {finding.LowerBound,14:F3} {finding.Claimed,13:F3}  {YesNo(finding.Refuted)}"));
        }

        (int refuted, int missed) = KRule(output);
        return (refuted, missed + cases.Count(c => !c.Item3.Refuted));
    }

    private static (int Refuted, int Missed) KRule(TextWriter output)
    {
        var audit = new SelectionAudit(Measure, Answers);
        MeasurementPlan plan = Plan(K);
        AuditFinding[] sizes = [.. Enumerable.Range(K, (int)((SelectionRule)plan.Rule).UnitsForCertainty - K + 1).Select(units => audit.Examine(plan, units, LooseDelta))];
        AuditFinding worst = sizes.MaxBy(finding => finding.LowerBound - finding.Claimed)!;
        AuditFinding dropped = audit.Examine(plan, K, LooseDelta with { DeltaUnits = 0 });
        bool low = audit.BreaksItsK(Plan(K - 1), K, .02);
        bool high = audit.BreaksItsK(Plan(K + 1), K, .02);
        bool honest = worst.Refuted || audit.BreaksItsK(plan, K, .02);
        output.WriteLine(Text($"{"delta dropped",-33} {"k rule",-16} {dropped.LowerBound,14:F3} {dropped.Claimed,13:F3}  {YesNo(dropped.Refuted)}"));
        output.WriteLine(Text($"{"k one too low",-33} {"k rule",-16} {"",14} {"",13}  {YesNo(low)}"));
        output.WriteLine(Text($"{"k one too high",-33} {"k rule",-16} {"",14} {"",13}  {YesNo(high)}"));
        output.WriteLine(Text($"{"none: every size from k up",-33} {"k rule",-16} {worst.LowerBound,14:F3} {worst.Claimed,13:F3}  {YesNo(honest)}"));
        return (honest ? 1 : 0, (dropped.Refuted ? 0 : 1) + (low ? 0 : 1) + (high ? 0 : 1));
    }

    private static MeasurementPlan Plan(int k) => MeasurementPlan.Create(new(LooseDelta, k, new(1, 1)), []);

    private static IReadOnlyList<ReleasedCell<int>> Measure(MeasurementPlan plan, IReadOnlyList<TrueCell<int>> cells)
    {
        lastTruth = cells;
        return lastRelease = plan.Measure(Sensitive.Of(cells)).Value;
    }

    // Sabotage: the cells with the very noise that the release before carried, as a seed used twice would give.
    private static ReleasedCell<int>[] NoiseOfTheLastRelease(MeasurementPlan plan, IReadOnlyList<TrueCell<int>> cells) =>
        [.. lastRelease.Select(cell => new ReleasedCell<int>(cell.Key, [.. cell.Values.Select((value, i) => value - lastTruth[cell.Key].Values[i] + cells[cell.Key].Values[i])]))];

    private static string Of(AuditFinding finding) => Text($"{finding.LowerBound:F3} (claimed {finding.Claimed:F3} at {finding.Delta})");

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
