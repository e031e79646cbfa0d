using System.Globalization;

namespace FederatedGateway.Privacy;

/// <summary>What a plan does and what it costs, for a reader. Follows from public inputs alone.</summary>
/// <param name="Terms">On what terms.</param>
/// <param name="Components">Each component.</param>
/// <param name="Rule">The k rule.</param>
/// <param name="RulePrice">The k rule's part of the price; nothing with the rule <c>noisy</c>.</param>
public sealed record PlanExplanation(MeasurementTerms Terms, IReadOnlyList<ComponentExplanation> Components, KRule Rule, PrivacyLoss RulePrice)
{
    /// <summary>Plain text, one line a part.</summary>
    public override string ToString() => string.Join('\n', Lines());

    private IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"price: {Price()}; one unit is in at most {Terms.Bound.MaxGroups} groups");
        foreach (ComponentExplanation component in Components)
        {
            yield return component.ToString();
        }

        yield return Rule switch
        {
            SelectionRule selection => string.Create(
                CultureInfo.InvariantCulture,
                $"k rule: figures of fewer than {selection.K} units are never given, of {selection.UnitsForHalfChance} at least every other time, of {selection.UnitsForCertainty} always; for rho = {RulePrice.NanoRho / 1e9m:0.#########} and the whole delta"),
            NoisyRule noisy => string.Create(
                CultureInfo.InvariantCulture,
                $"k rule: shown when the noisy count of units reaches {noisy.Threshold}; a group of {noisy.K - 1} units is shown with a probability of at most {(double)noisy.ProbabilityBelowK:0.######E+0}, a smaller one less often; costs nothing more"),
            _ => throw new InvalidOperationException("The k rules are a closed set."),
        };
    }

    private string Price() => Terms.Price.IsPure
        ? string.Create(CultureInfo.InvariantCulture, $"epsilon = {Terms.Price.NanoEpsilon / 1e9m:0.#########}, no delta")
        : string.Create(CultureInfo.InvariantCulture, $"rho = {Terms.Price.NanoRho / 1e9m:0.#########}, delta = {Terms.Price.DeltaUnits / 1e15m:0.###############}");
}
