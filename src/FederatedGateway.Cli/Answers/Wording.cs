using System.Globalization;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using PreviewResponse = FederatedGateway.Protocol.Node.V1.PreviewResponse;

namespace FederatedGateway.Cli.Answers;

/// <summary>The words that tables and notes have in common.</summary>
internal static class Wording
{
    /// <summary>A value as people read it: "1,234" or "-0.5".</summary>
    internal static string Number(decimal value, int decimals) =>
        value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>An interval: "1,201 to 1,267".</summary>
    internal static string Interval(NoisyValue value, int decimals) =>
        Number(value.Lower, decimals) + " to " + Number(value.Upper, decimals);

    /// <summary>A probability in per cent: "95%".</summary>
    internal static string Percent(decimal probability) =>
        (probability * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    /// <summary>An epsilon with as many digits as it needs, at most six.</summary>
    internal static string Epsilon(decimal epsilon) => epsilon.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A number and its noun.</summary>
    internal static string Count(long number, string noun, string? plural = null) =>
        number.ToString("N0", CultureInfo.InvariantCulture) + " " + (number == 1 ? noun : plural ?? noun + "s");

    /// <summary>What the analyst's own HAVING and TOP left out.</summary>
    internal static IEnumerable<string> LeftOut(LeftOutGroups leftOut)
    {
        if (leftOut.Having > 0)
        {
            var withheld = leftOut.Withheld > 0 ? $", {leftOut.Withheld:N0} of them withheld by every agency and so without a value to compare" : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"HAVING left out {Count(leftOut.Having, "group")}{withheld}.");
        }

        if (leftOut.Top > 0)
        {
            yield return $"TOP left out {Count(leftOut.Top, "group")}.";
        }

        if (leftOut.Parts > 0)
        {
            yield return $"HAVING and ORDER BY took {Count(leftOut.Parts, "group")} by a part alone, for an agency withheld the rest.";
        }
    }

    /// <summary>Why a group has no rate.</summary>
    internal static string NoRate(IEnumerable<MeasureColumn> rates) =>
        $"\"no rate\": {List([.. rates.Select(rate => $"{rate.Rate!.Value.Rate.Table}.{rate.Rate.Value.Rate.Column}").Distinct(StringComparer.Ordinal)])} has no number for just this group.";

    /// <summary>The plural of a privacy unit.</summary>
    internal static string Plural(string unit) => unit == "person" ? "people" : unit + "s";

    /// <summary>Names in a row: "a, b and c".</summary>
    internal static string List(IReadOnlyList<string> names) => names.Count switch
    {
        0 => string.Empty,
        1 => names[0],
        _ => string.Join(", ", names.Take(names.Count - 1)) + " and " + names[^1],
    };

    /// <summary>What became of a question at an agency.</summary>
    internal static string State(AgencyOutcome.Types.State state) => state switch
    {
        AgencyOutcome.Types.State.Asking => "asking",
        AgencyOutcome.Types.State.Answered => "answered",
        AgencyOutcome.Types.State.Refused => "refused",
        AgencyOutcome.Types.State.Unreachable => "unreachable",
        AgencyOutcome.Types.State.Late => "late",
        AgencyOutcome.Types.State.Invalid => "invalid",
        _ => "unknown",
    };

    /// <summary>Where a question stands.</summary>
    internal static string State(QuestionState state) => state switch
    {
        QuestionState.Running => "running",
        QuestionState.Complete => "complete",
        QuestionState.Partial => "partial",
        QuestionState.TooFew => "too-few",
        QuestionState.Interrupted => "interrupted",
        _ => "unknown",
    };

    /// <summary>How a cell came to be.</summary>
    internal static string Status(CombinedCell.Types.Status status) => status switch
    {
        CombinedCell.Types.Status.Whole => "whole",
        CombinedCell.Types.Status.Part => "part",
        CombinedCell.Types.Status.Withheld => "withheld",
        _ => "unknown",
    };

    /// <summary>Whose budget it is, as in documents.</summary>
    internal static string Scope(BudgetState.Types.Scope scope) => scope switch
    {
        BudgetState.Types.Scope.Dataset => "dataset",
        BudgetState.Types.Scope.Agreement => "agreement",
        BudgetState.Types.Scope.Analyst => "analyst",
        _ => "unknown",
    };

    /// <summary>What a node would do.</summary>
    internal static string Outcome(PreviewResponse.Types.Outcome outcome) => outcome switch
    {
        PreviewResponse.Types.Outcome.Permit => "permit",
        PreviewResponse.Types.Outcome.Hold => "hold",
        PreviewResponse.Types.Outcome.Refuse => "refuse",
        _ => "unknown",
    };

    /// <summary>What a question costs at an agency: "0.31 in each of 2024 and 2025".</summary>
    internal static string Cost(IReadOnlyList<CostView> charges)
    {
        if (charges.Count == 0)
        {
            return "nothing";
        }

        var epsilon = Epsilon(charges.Max(charge => charge.Epsilon));
        var windows = charges.Select(charge => charge.Window).Distinct(StringComparer.Ordinal).ToList();
        return windows.Count switch
        {
            1 => $"{epsilon} in {windows[0]}",
            <= 3 => $"{epsilon} in each of {List(windows)}",
            _ => $"{epsilon} in each of {windows.Count} windows",
        };
    }

    /// <summary>What is left, by the budget that runs out first: "3 more (analyst, 2025)".</summary>
    internal static string Left(IReadOnlyList<BudgetView> budgets)
    {
        var tightest = budgets.OrderBy(budget => budget.QuestionsLeft).ThenByDescending(budget => budget.Scope).FirstOrDefault();
        return tightest is null
            ? "not known"
            : $"{tightest.QuestionsLeft.ToString("N0", CultureInfo.InvariantCulture)} more ({Scope(tightest.Scope)}, {tightest.Window})";
    }

    /// <summary>The k rule in two or three sentences.</summary>
    internal static string KRule(KRuleView rule)
    {
        var units = Plural(rule.Unit);
        return rule switch
        {
            SelectionView selection => $"An agency never gives a figure of a group in which it has fewer than {rule.K:N0} {units}.{Chances(selection)} "
                + $"A group that is not shown may be small or empty: the two look the same. {Subtracted}",
            NoisyView noisy => $"Every group has noise, empty ones too, and an agency shows it when its noisy number of {units} is large enough"
                + (noisy.Threshold is { } threshold ? $" ({threshold:N0} or more)" : string.Empty)
                + $": a group of fewer than {rule.K:N0} is shown at most {OneIn(noisy.ShownBelowK)}. A group that is not shown may be small or empty. "
                + "Groups near that number are shown when noise happens to be upwards, so their intervals miss more often, on the low side. " + Subtracted,
            _ => throw new InvalidOperationException("The k rules are a closed set."),
        };
    }

    // The rule decides which figures are given. What follows from those that are, in one answer or in two, is bounded by their noise alone.
    private const string Subtracted =
        "The rule holds for each figure by itself. Figures can be subtracted, and what that tells of a group that is not shown is bounded by their noise alone.";

    /// <summary>How to read the levels of a roll-up.</summary>
    internal const string RolledUp =
        "Each group is shown at every level at which an agency may show it. \"not shown below\" is the group less the rows one level below it: small groups, and "
        + "what agencies withheld of larger ones. Where the dictionary lists the groups, it is left out if it would be that of one of them; where it does not, it may be. "
        + "Each level has its own noise and k rule; what follows is that of the finest.";

    /// <summary>Which groups are blank more often than not.</summary>
    internal static string MostlyBlank(KRuleView rule)
    {
        var half = rule switch
        {
            SelectionView selection => selection.UnitsForHalfChance,
            NoisyView noisy => noisy.Threshold,
            _ => throw new InvalidOperationException("The k rules are a closed set."),
        };
        return half is { } units ? string.Create(CultureInfo.InvariantCulture, $"groups under {units:N0} {Plural(rule.Unit)}") : "not known";
    }

    private static string Chances(SelectionView rule) => rule is { UnitsForHalfChance: { } half, UnitsForCertainty: { } always }
        ? $" From {half:N0} it gives one more often than not, from {always:N0} always."
        : string.Empty;

    private static string OneIn(decimal probability) => $"once in {decimal.Floor(1 / probability).ToString("N0", CultureInfo.InvariantCulture)} times";

    /// <summary>What a noise interval says and what it does not.</summary>
    internal static string IntervalSentence(decimal confidence) =>
        $"The interval in brackets holds the figure before noise in {Percent(confidence)} of answers. It is about the noise alone: it says "
        + "nothing of records that are missing, wrong, or beyond the limit on what one unit may contribute.";
}
