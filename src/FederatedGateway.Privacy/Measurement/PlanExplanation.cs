using System.Globalization;

namespace FederatedGateway.Privacy;

/// <summary>What a plan does and what it costs, for a reader. Follows from public inputs alone.</summary>
/// <param name="Price">What the whole answer costs each window.</param>
/// <param name="MaxGroups">L0: the most groups that one unit's rows may touch.</param>
/// <param name="Components">Each component.</param>
/// <param name="Selection">The k rule.</param>
/// <param name="SelectionPrice">The k rule's part of the price.</param>
public sealed record PlanExplanation(
    PrivacyLoss Price, int MaxGroups, IReadOnlyList<ComponentExplanation> Components, SelectionRule Selection, PrivacyLoss SelectionPrice)
{
    /// <summary>Plain text, one line a part.</summary>
    public override string ToString() => string.Join('\n', Lines());

    private IEnumerable<string> Lines()
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"price: rho = {Price.NanoRho / 1e9m:0.#########}, delta = {Price.DeltaUnits / 1e15m:0.###############}; one unit is in at most {MaxGroups} groups");
        foreach (ComponentExplanation component in Components)
        {
            yield return component.ToString();
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"k rule: fewer than {Selection.K} units are never shown, {Selection.UnitsForHalfChance} at least every other time, {Selection.UnitsForCertainty} always; for rho = {SelectionPrice.NanoRho / 1e9m:0.#########} and the whole delta");
    }
}
