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
        return [.. AnswerViews.ColumnsOf(question, signed).OfType<MeasureColumn>().Select(column => Price(column, terms!, plans[^1], signed.Agreement.Privacy, within, givers))];
    }

    /// <summary>What share of each level's groups an agency is expected to withhold; empty where the dictionary does not say what to expect of it.</summary>
    internal static IReadOnlyList<ExpectedBlank> Blanks(SignedAgreement signed, UnderstoodQuestion question, string agency) =>
        Plans(signed, question, out _) is { } plans ? ExpectedBlanks.Of(question.Query, plans, agency) : [];

    private static IReadOnlyList<MeasurementPlan>? Plans(SignedAgreement signed, UnderstoodQuestion question, out Terms? terms)
    {
        terms = Policy.TermsOf(signed.Agreement, question.Query, out _);
        return terms is not null && terms.TryPlan(out var plans, out _) ? plans : null;
    }

    private static PrecisionPrice Price(MeasureColumn column, Terms terms, MeasurementPlan plan, PrivacyTerms privacy, decimal within, int agencies)
    {
        var measurement = terms.Measurements[column.Measure];
        var sums = SummedComponents.Of([.. Enumerable.Repeat(plan.Components, agencies)]);
        if (Wanted(column, within, terms.LevelGroups.Count - 1) is not { } wanted || measurement.HalfWidth(sums, AnswerMeasures.Confidence) is null)
        {
            return new PrecisionPrice(column.Heading, within, DependsOnAnswer: true, null, privacy.PerQueryEpsilon);
        }

        // A sum's column has the decimals of its integer units, and a count none.
        var half = decimal.Floor(wanted * Power(column.Rate?.Decimals ?? column.Decimals)) - (measurement is SumMeasurement ? 0 : privacy.Profile.MostRounding);
        var price = half is >= 0 and < long.MaxValue
            ? PriceSearch.PriceFor(terms.Measurement, FinestPlan, measurement, (long)half, AnswerMeasures.Confidence, agencies)
            : null;
        return new PrecisionPrice(column.Heading, within, DependsOnAnswer: false, price is { } known ? EpsilonOf(known, privacy) : null, privacy.PerQueryEpsilon);

        // The most divided level is the noisiest.
        MeasurementPlan? FinestPlan(MeasurementTerms at) => (terms with { Measurement = at }).TryPlan(out var plans, out _) ? plans[^1] : null;
    }

    // A rate is within so much in every group where it is in the one with the least number to divide by; null where no group has one.
    private static decimal? Wanted(MeasureColumn column, decimal within, int level) =>
        column.Rate is not { Rate: var rate } ? within
        : rate.Range(level) is { } range ? Rates.Undivided(within, rate, range.Least)
        : null;

    // As the agreement says every epsilon: at half of its delta, or pure.
    private static decimal EpsilonOf(PrivacyLoss price, PrivacyTerms privacy) =>
        price.IsPure ? price.NanoEpsilon / 1_000_000_000m : ZeroConcentrated.Epsilon(price.NanoRho, privacy.Delta / 2);

    private static decimal Power(int decimals) => decimals == 0 ? 1 : 10 * Power(decimals - 1);
}
