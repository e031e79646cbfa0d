using System.Numerics;
using FederatedGateway.Agreements;
using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Privacy;

namespace FederatedGateway.Cli.Previews;

/// <summary>
/// Says how an answer would be made, from the verified agreement and its dictionary alone: every node must do exactly this, so none is asked.
/// </summary>
internal static class PlanReader
{
    /// <summary>Bounds, sensitivity, noise and the k rule, line by line; with ROLLUP for one level after the other.</summary>
    internal static IReadOnlyList<string> Explain(SignedAgreement signed, UnderstoodQuestion question)
    {
        if (Plans(signed, question, out _) is not { } plans)
        {
            return ["The agreement cannot answer this question, so there is nothing to explain."];
        }

        var names = AnswerViews.LevelsOf(question.Query);
        return [.. plans.SelectMany((plan, level) => plan.Explain().ToString().Split('\n').Prepend($"Level {names[level]}:").Skip(plans.Count > 1 ? 0 : 1))];
    }

    /// <summary>For each value, what the question would have to cost for its noise interval to be within ± a number; with ROLLUP at the finest level.</summary>
    /// <param name="signed">The agreement.</param>
    /// <param name="question">The question.</param>
    /// <param name="within">The number, in the value's unit; above 0.</param>
    /// <param name="agencies">How many agencies would answer; 0 is taken for all.</param>
    internal static IReadOnlyList<PrecisionPrice> PricesWithin(SignedAgreement signed, UnderstoodQuestion question, decimal within, int agencies)
    {
        if (Plans(signed, question, out var terms) is not { } plans)
        {
            return [];
        }

        var givers = agencies > 0 ? agencies : signed.Agreement.Agencies.Count();
        var explained = plans[^1].Explain();
        return [.. AnswerViews.ColumnsOf(question, signed).OfType<MeasureColumn>().Select(column => Price(column, question, terms!, explained, signed.Agreement.Privacy, within, givers))];
    }

    private static IReadOnlyList<MeasurementPlan>? Plans(SignedAgreement signed, UnderstoodQuestion question, out Terms? terms)
    {
        terms = Policy.TermsOf(signed.Agreement, question.Query, out _);
        return terms is not null && terms.TryPlan(out var plans, out _) ? plans : null;
    }

    private static PrecisionPrice Price(
        MeasureColumn column, UnderstoodQuestion question, Terms terms, PlanExplanation plan, PrivacyTerms privacy, decimal within, int agencies)
    {
        var known = new PrecisionPrice(column.Heading, within, null, privacy.PerQueryEpsilon);
        var measure = question.Query.Measures.Index().First(one => column.Name.StartsWith(one.Item.Name, StringComparison.Ordinal)).Index;
        if (column.Rate is not null || terms.Measurements[measure].Components is not [{ Levels: 1 } component])
        {
            return known;
        }

        var half = decimal.Floor((within * Power(column.Decimals)) - privacy.Profile.MostRounding);
        if (half is < 0 or > long.MaxValue)
        {
            return known;
        }

        // Shares grow in proportion with the price, so the whole costs as many times more as this component would.
        var needed = PriceSearch.PriceFor(privacy.Noise, (long)half, AnswerMeasures.Confidence, component, plan.Terms.Bound.MaxGroups, agencies);
        var share = plan.Components.First(one => one.Planned.Component == component).Share;
        var price = privacy.Noise == NoiseKind.Laplace ? terms.Price.NanoEpsilon : terms.Price.NanoRho;
        var whole = (((BigInteger)needed * price) + share - 1) / share;
        return known with { Epsilon = whole > long.MaxValue / 4 ? null : EpsilonOf((long)whole, privacy) };
    }

    // As the agreement says every epsilon: at half of its delta, or pure.
    private static decimal EpsilonOf(long units, PrivacyTerms privacy) =>
        privacy.Noise == NoiseKind.Laplace ? units / 1_000_000_000m : ZeroConcentrated.Epsilon(units, privacy.Delta / 2);

    private static decimal Power(int decimals) => decimals == 0 ? 1 : 10 * Power(decimals - 1);
}
