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
    private readonly MeasurementPlan plan;
    private readonly KeyCheck keys;

    private AgreedTerms(Terms terms, MeasurementPlan plan, CanonicalQuery query)
    {
        this.terms = terms;
        this.plan = plan;
        keys = new KeyCheck(query);
    }

    /// <summary>The demands; null if the agreement cannot answer the query on any terms.</summary>
    internal static AgreedTerms? Of(Agreement agreement, CanonicalQuery query, out string? problem)
    {
        if (Policy.TermsOf(agreement, query, out problem) is not { } terms)
        {
            return null;
        }

        try
        {
            return new AgreedTerms(terms, MeasurementPlan.Create(terms.Price, terms.K, terms.Bound, terms.Components), query);
        }
        catch (ArgumentException impossible)
        {
            problem = impossible.Message;
            return null;
        }
    }

    /// <summary>Whether the dictionary and the query's months allow a group.</summary>
    internal bool Allow(IReadOnlyList<string> key) => keys.Allows(key);

    /// <summary>What of a release is not as agreed; null if nothing is.</summary>
    internal string? Breach(Release release)
    {
        if (!release.Components.Select(component => component.Id).SequenceEqual(plan.Components.Select(planned => planned.Component.Id)))
        {
            return "its release measures something else than was asked";
        }

        foreach (var (component, planned) in release.Components.Zip(plan.Components))
        {
            if (component.Variance() is not { } variance)
            {
                return $"its release has no noise for {component.Id}";
            }

            if (variance != planned.Variance)
            {
                return $"its noise for {component.Id} is not the noise that the agreement demands";
            }
        }

        if (!IsPrice(release))
        {
            return "its charge is not the agreement's price for the windows that the query reads";
        }

        return release.Cells.All(cell => keys.Allows(cell.Key)) ? null : "its release has a group that the dictionary does not allow";
    }

    private bool IsPrice(Release release) =>
        release.Charges.Count == terms.Windows.Count
        && release.Charges.Select(charge => charge.Window).ToHashSet(StringComparer.Ordinal).SetEquals(terms.Windows)
        && release.Charges.All(charge => charge.ToDomain() == terms.Price);
}
