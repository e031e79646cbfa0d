using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>A k rule with a price at which an auditor can see what it promises: one group a person.</summary>
/// <param name="Mode">The k rule and the noise.</param>
/// <param name="Price">The price of a question.</param>
/// <param name="Claim">What the price promises.</param>
public sealed record RuleCase(AuditMode Mode, PrivacyLoss Price, PrivacyClaim Claim)
{
    /// <summary>The k promised.</summary>
    public const int K = 10;

    private static readonly PrivacyLoss LooseDelta = new(10_000_000, 20_000_000_000_000);
    private static readonly PrivacyLoss RhoOne = new(1_000_000_000, 0);
    private static readonly PrivacyLoss EpsilonOne = PureLoss.Charged(1).ToLoss();

    /// <summary>The rule <c>selection</c>, with a delta large enough to be seen in a few thousand answers: 1/50.</summary>
    public static RuleCase Selection { get; } = new(AuditMode.Selection, LooseDelta, PrivacyClaim.Of(LooseDelta));

    /// <summary>The rule <c>noisy</c> with Gaussian noise.</summary>
    public static RuleCase NoisyGaussian { get; } = new(AuditMode.NoisyGaussian, RhoOne, PrivacyClaim.OfOneNumber(RhoOne.NanoRho));

    /// <summary>The rule <c>noisy</c> with Laplace noise.</summary>
    public static RuleCase NoisyLaplace { get; } = new(AuditMode.NoisyLaplace, EpsilonOne, PrivacyClaim.Of(EpsilonOne));

    /// <summary>Every case there is.</summary>
    public static IReadOnlyList<RuleCase> All { get; } = [Selection, NoisyGaussian, NoisyLaplace];

    /// <summary>The plan of distinct units; with the rule <c>selection</c> of nothing else than the rule.</summary>
    public MeasurementPlan Plan(int k = K) => MeasurementPlan.Create(Mode.Terms(Price, k, new(1, 1)), []);

    /// <summary>Sabotage: the rule <c>noisy</c> with k itself as the threshold.</summary>
    public MeasurementPlan WithoutMargin(int k = K) => MeasurementPlan.Create(Mode.Terms(Price, k, new(1, 1)) with { ShownBelowK = .999m }, []);

    /// <summary>
    /// Whether a plan shows groups below k, or at k, more or less often than this rule states: <c>selection</c> shows none of k-1 and one in fifty of
    /// k, <c>noisy</c> those of k-1 at its stated probability.
    /// </summary>
    public bool BreaksItsK(KRuleAudit audit, MeasurementPlan plan)
    {
        ArgumentNullException.ThrowIfNull(audit);
        return Plan().Rule is NoisyRule noisy
            ? audit.MissesItsRate(plan, K - 1, (double)noisy.ProbabilityBelowK)
            : audit.MissesItsRate(plan, K - 1, 0) || audit.MissesItsRate(plan, K, .02);
    }
}
