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
    private const int GaussianAnswers = 16_000;
    private const int LaplaceAnswers = 40_000;

    /// <summary>Runs it.</summary>
    /// <returns>Whether every honest claim stood and every sabotage was caught.</returns>
    public static bool Run(TextWriter output)
    {
        long began = Stopwatch.GetTimestamp();
        output.WriteLine(Text($"{GaussianAnswers} answers ({LaplaceAnswers} with Laplace noise) on each of two neighbouring inputs; every bound, and every \"caught\", is wrong with a probability of at most {EpsilonAuditor.FalseAlarm:g1}"));
        AuditLine[] lines =
        [
            .. Table(output, "what is claimed, and half the scale", Measures()),
            .. Table(output, "sabotage of what is measured", Sabotages()),
            .. Table(output, "disclosure profiles, and sabotage: applied before the noise", Profiles()),
            .. Table(output, "k rules", AuditedRules.Lines(Measure)),
        ];
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        int refuted = lines.Count(line => !line.IsSabotage && line.Caught);
        int missed = lines.Count(line => line.IsSabotage && !line.Caught);
        output.WriteLine(Text($"\n{lines.Length} audits in {seconds:F0} s"));
        output.WriteLine(Aim.AtMost("audit-honest-claims-refuted", refuted, 0, "claims"));
        output.WriteLine(Aim.AtMost("audit-sabotages-missed", missed, 0, "sabotages"));
        output.WriteLine(Aim.AtMost("audit-duration", seconds, 60, "s"));
        return refuted == 0 && missed == 0;
    }

    private static IEnumerable<Func<AuditLine>> Measures() =>
        from mode in AuditMode.All
        from measure in AuditedMeasure.All
        from combination in Combination.All
        from sabotaged in combination.ShowsHalfTheScale(mode) ? [false, true] : (bool[])[false]
        select (Func<AuditLine>)(() => sabotaged
            ? Sabotaged(mode, measure, $"half the scale, {combination.Name}", Audit(mode).HalfScale(measure, combination))
            : new(mode.Name, measure.Name, combination.Name, false, Audit(mode).Honest(measure, combination)));

    private static IEnumerable<Func<AuditLine>> Sabotages() =>
        from mode in AuditMode.All
        from measure in AuditedMeasure.All
        from line in (Func<AuditLine>[])
        [
            () => Sabotaged(mode, measure, "a seed used twice", SeedUsedTwice(mode, measure)),
            () => Sabotaged(mode, measure, "bound after grouping", Audit(mode).BoundAfterGrouping(measure)),
            () => Sabotaged(mode, measure, "rows clamped, not totals", Audit(mode).RowsClamped(measure)),
            () => Sabotaged(mode, measure, "price refunded", Audit(mode).Refunded(measure)),
            .. measure.Components.Any(component => component.Linf > 1)
                ? (Func<AuditLine>[])[() => Sabotaged(mode, measure, "Linf ignored", Audit(mode).LinfIgnored(measure))]
                : [],
        ]
        select line;

    private static IEnumerable<Func<AuditLine>> Profiles() =>
        from mode in AuditMode.All
        from profile in DisclosureProfile.All
        from measure in AuditedMeasure.All.Where(measure => measure.IsCount)
        from line in (Func<AuditLine>[])
        [
            () => new(mode.Name, measure.Name, profile.Name, false, Audit(mode).InProfile(measure, profile)),
            .. profile != DisclosureProfile.None && measure.Name == "distinct units"
                ? (Func<AuditLine>[])[() => Sabotaged(mode, measure, $"{profile.Name} before noise", Audit(mode).ProfileBeforeNoise(measure, profile))]
                : [],
        ]
        select line;

    private static AuditLine[] Table(TextWriter output, string title, IEnumerable<Func<AuditLine>> audits)
    {
        output.WriteLine();
        output.WriteLine(title);
        output.WriteLine(AuditLine.Header);
        AuditLine[] lines = [.. audits.AsParallel().AsOrdered().Select(audit => audit())];
        foreach (AuditLine line in lines)
        {
            output.WriteLine(line);
        }

        return lines;
    }

    private static AuditLine Sabotaged(AuditMode mode, AuditedMeasure measure, string sabotage, AuditFinding finding) =>
        new(mode.Name, measure.Name, sabotage, true, finding);

    private static AuditFinding SeedUsedTwice(AuditMode mode, AuditedMeasure measure)
    {
        var noise = new RepeatedNoise(Measure);
        return new MeasureAudit(noise.Measure, mode, AnswersOf(mode)).Difference(measure, noise.MeasureAgain);
    }

    private static MeasureAudit Audit(AuditMode mode) => new(Measure, mode, AnswersOf(mode));

    private static int AnswersOf(AuditMode mode) => mode.Noise == NoiseKind.Laplace ? LaplaceAnswers : GaussianAnswers;

    private static IReadOnlyList<ReleasedCell<int>> Measure(MeasurementPlan plan, IReadOnlyList<TrueCell<int>> cells) =>
        plan.Measure(Sensitive.Of(cells), AuditKeys.Of(plan, cells)).Value;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
