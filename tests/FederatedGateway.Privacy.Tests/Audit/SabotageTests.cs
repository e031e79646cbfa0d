using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// The black-box auditor passes what the library does, in every mode, and catches what would break it. Every bound is wrong with a
/// probability of at most 1e-6; the seeds are fixed.
/// </summary>
public sealed class SabotageTests
{
    public static TheoryData<string, string> Measures => [.. from mode in AuditMode.All from measure in AuditedMeasure.All select (mode.Name, measure.Name)];

    public static TheoryData<string> LaplaceMeasures => [.. AuditedMeasure.All.Select(measure => measure.Name)];

    public static TheoryData<string, string> MeasuresWithBounds =>
        [.. from mode in AuditMode.All from measure in AuditedMeasure.All where measure.Components.Any(c => c.Linf > 1) select (mode.Name, measure.Name)];

    public static TheoryData<string, string> Profiles =>
        [.. from mode in AuditMode.All from profile in DisclosureProfile.All where profile != DisclosureProfile.None select (mode.Name, profile.Name)];

    [Theory]
    [MemberData(nameof(Measures))]
    public void What_the_price_promises_is_not_refuted(string mode, string measure)
    {
        foreach (Combination combination in Combination.All)
        {
            AuditFinding finding = Audit(211, mode).Honest(Named(measure), combination);
            Assert.False(finding.Refuted, $"{combination.Name}: {finding}");
            // It is not blind either: it sees the person.
            Assert.True(finding.LowerBound > 0, $"{combination.Name}: {finding}");
        }
    }

    [Theory]
    [InlineData("selection, Gaussian")]
    [InlineData("noisy, Gaussian")]
    public void Half_the_scale_is_caught(string mode)
    {
        foreach (AuditedMeasure measure in AuditedMeasure.All)
        {
            foreach (Combination combination in Combination.All)
            {
                Caught(Audit(213, mode).HalfScale(measure, combination));
            }
        }
    }

    [Theory]
    [MemberData(nameof(LaplaceMeasures))]
    public void Half_the_Laplace_scale_is_caught(string measure)
    {
        foreach (Combination combination in Combination.All.Where(combination => combination.ShowsHalfTheScale(AuditMode.NoisyLaplace)))
        {
            Caught(Audit(214, AuditMode.NoisyLaplace.Name).HalfScale(Named(measure), combination));
        }
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public void A_seed_used_twice_is_caught(string mode, string measure)
    {
        Caught(new MeasureAudit(Randomness.Reused(215), Mode(mode), AnswersOf(mode)).Difference(Named(measure), Randomness.Reused(215)));
        Assert.False(Audit(216, mode).Difference(Named(measure), Randomness.Fresh(217)).Refuted);
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public void Bounding_after_grouping_is_caught(string mode, string measure) => Caught(Audit(218, mode).BoundAfterGrouping(Named(measure)));

    [Theory]
    [MemberData(nameof(Measures))]
    public void Rows_clamped_instead_of_totals_is_caught(string mode, string measure) => Caught(Audit(219, mode).RowsClamped(Named(measure)));

    [Theory]
    [MemberData(nameof(MeasuresWithBounds))]
    public void Linf_ignored_is_caught(string mode, string measure) => Caught(Audit(220, mode).LinfIgnored(Named(measure)));

    [Theory]
    [MemberData(nameof(Measures))]
    public void A_price_refunded_is_caught(string mode, string measure) => Caught(Audit(221, mode).Refunded(Named(measure)));

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_disclosure_profile_raises_no_bound(string mode, string profile)
    {
        foreach (AuditedMeasure measure in AuditedMeasure.All.Where(measure => measure.IsCount))
        {
            AuditFinding finding = Audit(225, mode).InProfile(measure, DisclosureProfile.Find(profile)!);
            Assert.False(finding.Refuted, finding.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_profile_applied_before_the_noise_is_caught(string mode, string profile) =>
        Caught(Audit(226, mode).ProfileBeforeNoise(Named("distinct units"), DisclosureProfile.Find(profile)!));

    private static void Caught(AuditFinding finding) => Assert.True(finding.Refuted, finding.ToString());

    // A pure epsilon is told by rarer events than a rho.
    private static int AnswersOf(string mode) => Mode(mode).Noise == NoiseKind.Laplace ? 24_000 : 8_000;

    private static MeasureAudit Audit(ulong seed, string mode) => new(Randomness.Fresh(seed), Mode(mode), AnswersOf(mode));

    private static AuditMode Mode(string name) => AuditMode.All.Single(mode => mode.Name == name);

    private static AuditedMeasure Named(string name) => AuditedMeasure.All.Single(measure => measure.Name == name);
}
