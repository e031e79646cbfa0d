using System.Diagnostics.CodeAnalysis;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>What an agreement says about a question. Closed: <see cref="Permit"/>, <see cref="Hold"/>, <see cref="Refuse"/>.</summary>
public abstract record Decision
{
    private protected Decision()
    {
    }
}

/// <summary>The question may be answered on these terms, if the budgets can pay.</summary>
/// <param name="Terms">The terms.</param>
public sealed record Permit(Terms Terms) : Decision;

/// <summary>The question waits for an officer.</summary>
/// <param name="Refusal">Why, with code <see cref="RefusalCode.Held"/>.</param>
public sealed record Hold(Refusal Refusal) : Decision;

/// <summary>The question is not answered.</summary>
/// <param name="Refusal">Why.</param>
public sealed record Refuse(Refusal Refusal) : Decision;

/// <summary>The terms on which a question is answered. All of them come from the signed agreement and the dictionary.</summary>
/// <param name="Measurement">The price in each window, the bounds, the noise and the k rule.</param>
/// <param name="AgreementCap">The agreement's budget of a window.</param>
/// <param name="AnalystCap">The analyst's share of it.</param>
/// <param name="Windows">The windows that are charged, oldest first: "2025", "2025-03" or "all-time".</param>
/// <param name="Measurements">What is measured, in the order of the query's measures.</param>
public sealed record Terms(
    MeasurementTerms Measurement,
    PrivacyLoss AgreementCap,
    PrivacyLoss AnalystCap,
    IReadOnlyList<string> Windows,
    IReadOnlyList<Measurement> Measurements)
{
    /// <summary>What is charged in each window.</summary>
    public PrivacyLoss Price => Measurement.Price;

    /// <summary>How much of one unit may enter the answer.</summary>
    public ContributionBound Bound => Measurement.Bound;

    /// <summary>What a node reads for them, with its sensitivity.</summary>
    public IReadOnlyList<MeasureComponent> Components => MeasurementPlan.ComponentsOf(Measurement, Measurements);

    /// <summary>
    /// Of each level of the query, from coarse to fine, the most groups that one unit can touch: the dictionary's bound, or fewer where the level has fewer
    /// groups. One level where the query has no <c>ROLLUP</c>.
    /// </summary>
    public IReadOnlyList<int> LevelGroups { get; init; } = [Measurement.Bound.MaxGroups];

    /// <summary>What <see cref="LevelGroups"/> are for a query. A question of one level has the dictionary's bound, however few groups it has.</summary>
    /// <param name="query">The query.</param>
    public static IReadOnlyList<int> LevelGroupsOf(CanonicalQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        int most = query.Dataset.Contribution.MaxGroups;
        return query.Levels.Count == 1 ? [most] : [.. query.Levels.Select(level => (int)long.Min(most, level.GridSize ?? most))];
    }

    /// <summary>The bound of one level.</summary>
    /// <param name="level">From 0, the coarsest.</param>
    public ContributionBound BoundOf(int level) => Bound with { MaxGroups = LevelGroups[level] };

    /// <summary>
    /// The noise and the k rule that the terms lead to at each level, all levels together at the price. Whoever reads them learns here, before anything is
    /// charged, that there are none.
    /// </summary>
    /// <param name="plans">The plan of each level, from coarse to fine, if there are any.</param>
    /// <param name="refusal">Why there are none: the price is too small for so many measures or levels, or so wide a bound.</param>
    public bool TryPlan([NotNullWhen(true)] out IReadOnlyList<MeasurementPlan>? plans, [NotNullWhen(false)] out Refusal? refusal)
    {
        try
        {
            (plans, refusal) = ([.. LevelSplit.Of(Measurement, LevelGroups).Select(terms => MeasurementPlan.For(terms, Measurements))], null);
            return true;
        }
        catch (ArgumentException exception)
        {
            (plans, refusal) = (null, Refusal.Of(RefusalCode.TermUnsupported, exception.Message));
            return false;
        }
    }
}

/// <summary>What the decision needs to know beside agreement, dictionary and query. All of it is public.</summary>
/// <param name="Now">The time.</param>
/// <param name="AnalystId">Who asks.</param>
/// <param name="Purpose">The purpose code that the question names.</param>
/// <param name="Template">The template that the query is said to be an instance of; null for none.</param>
public sealed record DecisionContext(DateTimeOffset Now, string AnalystId, string Purpose, TemplateUse? Template);
