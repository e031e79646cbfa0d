using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>What an engine reads for one question. All of it is public.</summary>
/// <param name="Query">The query.</param>
/// <param name="Components">What each cell holds, in the order of its values.</param>
/// <param name="Bound">How much of one unit may enter the answer.</param>
/// <param name="Window">What makes a window: the protected unit is a unit within one window.</param>
internal sealed record BoundedRead(CanonicalQuery Query, IReadOnlyList<MeasureComponent> Components, ContributionBound Bound, WindowKind Window)
{
    /// <summary>Of one level of an admitted query; there is one without ROLLUP.</summary>
    public static BoundedRead Of(CanonicalQuery query, Terms terms, WindowKind window, int level = 0) =>
        new(query.Levels[level], terms.Components, terms.BoundOf(level), window);
}
