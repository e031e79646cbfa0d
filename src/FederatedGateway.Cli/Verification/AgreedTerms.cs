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

    private AgreedTerms(Terms terms, MeasurementPlan plan, AnswerMeasures measures, CanonicalQuery query)
    {
        this.terms = terms;
        this.plan = plan;
        Measures = measures;
        Width = plan.Components.Sum(planned => planned.Component.Width);
        keys = new KeyCheck(query);
    }

    /// <summary>The demands; null if the agreement cannot answer the query on any terms.</summary>
    internal static AgreedTerms? Of(Agreement agreement, CanonicalQuery query, out string? problem)
    {
        if (Policy.TermsOf(agreement, query, out problem) is not { } terms)
        {
            return null;
        }

        if (!terms.TryPlan(out var plan, out var refusal))
        {
            problem = refusal.Explanation;
            return null;
        }

        return new AgreedTerms(terms, plan, AnswerMeasures.Of(query, terms, agreement.Privacy.Profile), query);
    }

    /// <summary>How the answer's columns are made of what the agencies released.</summary>
    internal AnswerMeasures Measures { get; }

    /// <summary>How many numbers each group of a release has.</summary>
    internal int Width { get; }

    /// <summary>The noise of sums over so many agencies, for each of them has the same.</summary>
    internal SummedComponents SumsOver(int agencies) => SummedComponents.Of([.. Enumerable.Repeat(plan.Components, agencies)]);

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
            if (!component.Says(planned))
            {
                return $"its noise for {component.Id} is not the noise that the agreement demands";
            }
        }

        if (!IsPrice(release))
        {
            return "its charge is not the agreement's price for the windows that the query reads";
        }

        if (!release.Cells.All(cell => keys.Allows(cell.Key)))
        {
            return "its release has a group that the dictionary does not allow";
        }

        return release.Cells.All(IsShown) ? null : "its release has a group that the k rule does not show";
    }

    private bool IsPrice(Release release) =>
        release.Charges.Count == terms.Windows.Count
        && release.Charges.Select(charge => charge.Window).ToHashSet(StringComparer.Ordinal).SetEquals(terms.Windows)
        && release.Charges.All(charge => charge.ToDomain() == terms.Price);

    // Under the rule selection nobody but the node can tell; under noisy the released number itself does.
    private bool IsShown(Cell cell) =>
        plan.Rule is not NoisyRule rule || (cell.Values.Count == Width && rule.Shows(cell.Values[SummedComponents.Of(plan).StartOf("units")]));
}
