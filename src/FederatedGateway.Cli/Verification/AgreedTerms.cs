using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Verification;

/// <summary>
/// What the agreement and its dictionary demand of every release of a query: price, windows, components, noise and groups. Computed
/// here, so that a node and a coordinator that agree with each other on other terms are found out.
/// </summary>
internal sealed class AgreedTerms
{
    private readonly Terms terms;
    private readonly IReadOnlyList<MeasurementPlan> plans;
    private readonly IReadOnlyList<AgreedLevel> levels;

    private AgreedTerms(Terms terms, IReadOnlyList<MeasurementPlan> plans, AnswerMeasures measures, CanonicalQuery query)
    {
        this.terms = terms;
        this.plans = plans;
        Query = query;
        Measures = measures;
        levels = AgreedLevel.Of(query, plans);
    }

    /// <summary>The demands; null if the agreement cannot answer the query on any terms.</summary>
    internal static AgreedTerms? Of(Agreement agreement, CanonicalQuery query, out string? problem)
    {
        if (Policy.TermsOf(agreement, query, out problem) is not { } terms)
        {
            return null;
        }

        if (!terms.TryPlan(out var plans, out var refusal))
        {
            problem = refusal.Explanation;
            return null;
        }

        return new AgreedTerms(terms, plans, AnswerMeasures.Of(query, terms, agreement.Privacy.Profile), query);
    }

    /// <summary>The query.</summary>
    internal CanonicalQuery Query { get; }

    /// <summary>How the answer's columns are made of what the agencies released.</summary>
    internal AnswerMeasures Measures { get; }

    /// <summary>The noise of each level.</summary>
    internal IReadOnlyList<IReadOnlyList<PlannedComponent>> Levels => [.. plans.Select(plan => plan.Components)];

    /// <summary>Whether the dictionary and the query's months allow a group.</summary>
    internal bool Allow(int level, IReadOnlyList<string> key) => level >= 0 && level < levels.Count && levels[level].Allows(key);

    /// <summary>What of a release is not as agreed; null if nothing is.</summary>
    internal string? Breach(Release release)
    {
        var planned = plans.SelectMany((plan, level) => plan.Components.Select(component => (Component: component, Level: level))).ToList();
        if (!release.Components.Select(component => (component.Id, component.Level)).SequenceEqual(planned.Select(plan => (plan.Component.Component.Id, plan.Level))))
        {
            return "its release measures something else than was asked";
        }

        foreach (var (component, plan) in release.Components.Zip(planned))
        {
            if (!component.Says(plan.Component, plan.Level))
            {
                return $"its noise for {component.Id} is not the noise that the agreement demands";
            }
        }

        if (!IsPrice(release))
        {
            return "its charge is not the agreement's price for the windows that the query reads";
        }

        if (!release.Cells.All(cell => Allow(cell.Level, cell.Key)))
        {
            return "its release has a group that the dictionary does not allow";
        }

        if (!release.Cells.All(cell => cell.Values.Count == levels[cell.Level].Width))
        {
            return "its release has a broken or repeated group";
        }

        return release.Cells.All(cell => levels[cell.Level].MayShow(cell.Values)) ? null : "its release has a group that the k rule does not show";
    }

    private bool IsPrice(Release release) =>
        release.Charges.Count == terms.Windows.Count
        && release.Charges.Select(charge => charge.Window).ToHashSet(StringComparer.Ordinal).SetEquals(terms.Windows)
        && release.Charges.All(charge => charge.ToDomain() == terms.Price);
}
