using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>
/// Makes the value columns of an answer from what agencies released: post-processing of noisy numbers, at no cost. One place for the coordinator, which
/// combines, and for whoever checks its answer.
/// </summary>
public sealed class AnswerMeasures
{
    /// <summary>The probability with which each noise interval holds the value before noise.</summary>
    public const decimal Confidence = 0.95m;

    private readonly IReadOnlyList<MeasureColumns> _measures;
    private readonly DisclosureProfile _profile;

    private AnswerMeasures(IReadOnlyList<MeasureColumns> measures, DisclosureProfile profile)
    {
        _measures = measures;
        _profile = profile;
        Columns = [.. measures.SelectMany(measure => measure.Columns)];
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<AnswerColumn> Columns { get; }

    /// <summary>The measures of a query under an agreement; null where it cannot measure one.</summary>
    /// <param name="query">The query, read with the agreement's dictionary.</param>
    /// <param name="agreement">The agreement.</param>
    public static AnswerMeasures? Of(CanonicalQuery query, Agreement agreement)
    {
        ArgumentNullException.ThrowIfNull(agreement);
        return Policy.TermsOf(agreement, query, out _) is { } terms ? Of(query, terms, agreement.Privacy.Profile) : null;
    }

    /// <summary>The measures of a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="terms">The terms on which it is answered.</param>
    /// <param name="profile">The agreement's disclosure profile.</param>
    public static AnswerMeasures Of(CanonicalQuery query, Terms terms, DisclosureProfile profile)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(terms);
        return new([.. query.Measures.Select((measure, index) => MeasureColumns.Of(index, measure, terms.Measurements[index]))], profile);
    }

    /// <summary>The values of one cell, one for each column.</summary>
    /// <param name="sums">The noise of the sums over exactly the agencies that gave the cell.</param>
    /// <param name="values">Their summed values.</param>
    public IReadOnlyList<AnswerValue> Values(SummedComponents sums, IReadOnlyList<long> values)
    {
        AnswerValue[][] shown = [.. _measures.Select(measure => measure.Values(sums, values, _profile).ToArray())];
        bool hidden = shown.Zip(_measures).Any(pair => pair.Second.SizesTheCell && pair.First is [WithheldValue]);
        return [.. shown.SelectMany(values => values).Select(value => hidden ? new WithheldValue() : value)];
    }

    /// <summary>Half the width of each column's noise interval, in units of 10^-decimals; null where it depends on the values.</summary>
    public IReadOnlyList<long?> HalfWidths(SummedComponents sums) => [.. _measures.SelectMany(measure => measure.HalfWidths(sums, _profile))];
}
