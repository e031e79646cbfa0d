using System.Diagnostics.CodeAnalysis;
using FederatedGateway.Privacy;

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

    /// <summary>The noise and the k rule that the terms lead to. Whoever reads them learns here, before anything is charged, that there are none.</summary>
    /// <param name="plan">The plan, if there is one.</param>
    /// <param name="refusal">Why there is none: the price is too small for so many measures or so wide a bound.</param>
    public bool TryPlan([NotNullWhen(true)] out MeasurementPlan? plan, [NotNullWhen(false)] out Refusal? refusal)
    {
        try
        {
            (plan, refusal) = (MeasurementPlan.For(Measurement, Measurements), null);
            return true;
        }
        catch (ArgumentException exception)
        {
            (plan, refusal) = (null, Refusal.Of(RefusalCode.TermUnsupported, exception.Message));
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
