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

    private const long MostDifference = 1L << 61;

    private readonly IReadOnlyList<MeasureColumns> _measures;
    private readonly DisclosureProfile _profile;

    private AnswerMeasures(IReadOnlyList<MeasureColumns> measures, IReadOnlySet<ComponentKind> fitted, DisclosureProfile profile)
    {
        _measures = measures;
        _profile = profile;
        Fitted = fitted;
        Columns = [.. measures.SelectMany(measure => measure.Columns)];
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<AnswerColumn> Columns { get; }

    /// <summary>
    /// What adds up over the levels of a roll-up before noise, so that released numbers may be made to. Nothing where a unit may be in several groups or have several
    /// rows in one: each level is bounded by itself, so what is left out differs between levels. Nor units of several windows, which a coarser group counts once.
    /// </summary>
    internal IReadOnlySet<ComponentKind> Fitted { get; }

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
        return new([.. query.Measures.Select((measure, index) => MeasureColumns.Of(index, measure, terms.Measurements[index], terms.Bound.MaxGroups))], FittedOf(query, terms), profile);
    }

    /// <summary>The values of one cell, one for each column.</summary>
    /// <param name="sums">The noise of the sums over exactly the agencies that gave the cell.</param>
    /// <param name="values">Their summed values.</param>
    public IReadOnlyList<AnswerValue> Values(SummedComponents sums, IReadOnlyList<long> values) =>
        WithoutHidden([.. _measures.Select(measure => measure.Values(sums, values, 0, _profile).ToArray())]);

    /// <summary>Half the width of each column's noise interval, in units of 10^-decimals; null where it depends on the values.</summary>
    public IReadOnlyList<long?> HalfWidths(SummedComponents sums) => [.. _measures.SelectMany(measure => measure.HalfWidths(sums, _profile))];

    /// <summary>The values of one cell; where it was fitted, counts and sums after the fit.</summary>
    internal IReadOnlyList<AnswerValue> Values(SummedCell cell) => cell.Fitted is null
        ? Values(cell.Givers.Sums, cell.Values)
        : WithoutHidden([.. _measures.Select(measure => Fits(measure, cell)
            ? measure.Values(cell.Givers.Sums, cell.Fitted, 1, _profile).ToArray()
            : [.. measure.Values(cell.Givers.Sums, cell.Values, 0, _profile)])]);

    /// <summary>What of a cell's values is not in the cells below.</summary>
    /// <param name="sums">The noise of the difference.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="below">The cells below.</param>
    internal IReadOnlyList<AnswerValue> Remainder(SummedComponents sums, SummedCell cell, IReadOnlyList<SummedCell> below) =>
        [.. _measures.SelectMany(measure => measure.Parts
            ? measure.Values(sums, Difference(measure, cell, below), (Fits(measure, cell) ? 1 : 0) + below.Count(child => Fits(measure, child)), _profile)
            : measure.Columns.Select(_ => new UndefinedValue()))];

    private static HashSet<ComponentKind> FittedOf(CanonicalQuery query, Terms terms)
    {
        bool once = query.Levels.Count > 1 && terms.Bound is { MaxGroups: 1, MaxRowsPerGroup: 1 };
        return !once ? [] : terms.Windows.Count == 1 ? [ComponentKind.Rows, ComponentKind.Total, ComponentKind.Units] : [ComponentKind.Rows, ComponentKind.Total];
    }

    private bool Fits(MeasureColumns measure, SummedCell cell) =>
        cell.Fitted is not null && measure.Measurement.Components is [{ Kind: var kind }] && Fitted.Contains(kind);

    private long[] Difference(MeasureColumns measure, SummedCell cell, IReadOnlyList<SummedCell> below)
    {
        Int128[] difference = [.. (Fits(measure, cell) ? cell.Fitted! : cell.Values).Select(value => (Int128)value)];
        foreach (SummedCell child in below)
        {
            long[] values = Fits(measure, child) ? child.Fitted! : child.Values;
            for (int component = 0; component < difference.Length; component++)
            {
                difference[component] -= values[component];
            }
        }

        // A release holds values up to 2^55, and there may be a thousand of them.
        return [.. difference.Select(value => (long)Int128.Clamp(value, -MostDifference, MostDifference))];
    }

    private IReadOnlyList<AnswerValue> WithoutHidden(AnswerValue[][] shown)
    {
        bool hidden = shown.Zip(_measures).Any(pair => pair.Second.SizesTheCell && pair.First is [WithheldValue]);
        return [.. shown.SelectMany(values => values).Select(value => hidden ? new WithheldValue() : value)];
    }
}
