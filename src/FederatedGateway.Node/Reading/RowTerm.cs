using System.Numerics;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>What each row adds to a unit's total of a number column, and how that total is bounded before units are added up.</summary>
/// <param name="Kind"><see cref="ComponentKind.Total"/>, <see cref="ComponentKind.Centred"/>, <see cref="ComponentKind.Squares"/>, or <see cref="ComponentKind.Rows"/> with a number.</param>
/// <param name="Column">The column's place in the copy.</param>
/// <param name="Range">The least and greatest total of a unit for <see cref="ComponentKind.Total"/>, else the values that the column allows.</param>
/// <param name="MaxRows">The most rows of a unit that count in a group.</param>
internal sealed record RowTerm(ComponentKind Kind, int Column, ValueRange Range, int MaxRows)
{
    /// <summary>What the copy holds where there is no number; null where there always is one.</summary>
    public long? NoNumber { get; init; }

    /// <summary>The place among the plan's terms of the one that counts the rows with a number; null where every row has one.</summary>
    public int? Counter { get; init; }

    /// <summary>Of a component over a number column.</summary>
    public static RowTerm Of(ClusteredCopy copy, MeasureComponent component, ContributionBound bound)
    {
        Column column = copy.Definition.Column(component.Column!)!;
        var number = (NumberType)column.Type;
        ValueRange range = component.Range
            ?? (component.Kind == ComponentKind.Total ? new ValueRange(number.UnitTotal!.Value.Min, number.UnitTotal.Value.Max) : new ValueRange(number.Min, number.Max));
        return new RowTerm(component.Kind, copy.PlaceOf(column), range, bound.MaxRowsPerGroup) { NoNumber = number.SkipsNulls ? ColumnLoading.NoNumber(number) : null };
    }

    /// <summary>Of components, and after them what else has to be counted: the rows with a number, where a row may lack it and a total depends on how many do not.</summary>
    public static RowTerm[] Of(ClusteredCopy copy, IEnumerable<MeasureComponent> components, ContributionBound bound)
    {
        List<RowTerm> terms = [.. components.Select(component => Of(copy, component, bound))];
        for (int term = 0; term < terms.Count; term++)
        {
            if (terms[term] is { NoNumber: not null, Kind: not ComponentKind.Rows } counted)
            {
                int counter = terms.FindIndex(other => other.Kind == ComponentKind.Rows && other.Column == counted.Column);
                terms[term] = counted with { Counter = counter < 0 ? terms.Count : counter };
                terms.AddRange(counter < 0 ? [counted with { Kind = ComponentKind.Rows }] : []);
            }
        }

        return [.. terms];
    }

    /// <summary>The terms of rows. A row without a number adds nothing.</summary>
    public void Fill(ReadOnlySpan<long> numbers, Span<long> terms)
    {
        FillAll(numbers, terms);
        for (int row = 0; NoNumber is { } none && row < terms.Length; row++)
        {
            terms[row] = numbers[row] == none ? 0 : terms[row];
        }
    }

    private void FillAll(ReadOnlySpan<long> numbers, Span<long> terms)
    {
        switch (Kind)
        {
            case ComponentKind.Rows:
                terms.Fill(1);
                break;
            case ComponentKind.Total:
                numbers.CopyTo(terms);
                break;
            case ComponentKind.Centred:
                for (int row = 0; row < terms.Length; row++)
                {
                    terms[row] = Range.Centre(numbers[row]);
                }

                break;
            default:
                for (int row = 0; row < terms.Length; row++)
                {
                    terms[row] = Range.CentreSquare(numbers[row]);
                }

                break;
        }
    }

    /// <summary>The greatest magnitude that a total of so many rows of a column can have, scaled or not.</summary>
    public Int128 Most(ColumnRange column, long rows) => Kind switch
    {
        ComponentKind.Rows => rows,
        ComponentKind.Total => Int128.Max(Int128.Abs(column.Least), Int128.Abs(column.Greatest)) * rows,
        ComponentKind.Centred => (Int128)Range.Span * rows * MaxRows,
        _ => (Int128)Range.Span * Range.Span * rows * MaxRows,
    };

    /// <summary>The total of a unit in a group as it enters the answer.</summary>
    /// <param name="total">The total.</param>
    /// <param name="rows">The unit's rows in the group; of a column that may lack numbers, those that have one.</param>
    /// <remarks>
    /// The total is clamped, never its rows. Of the other kinds a unit with too many rows has its total scaled down, towards zero, to as many
    /// rows as count.
    /// </remarks>
    public T Bound<T>(T total, int rows)
        where T : struct, IBinaryInteger<T> =>
        rows == 0 ? T.Zero
        : Kind == ComponentKind.Rows ? T.Min(total, T.CreateChecked(MaxRows))
        : Kind == ComponentKind.Total ? T.Clamp(total, T.CreateChecked(Range.Low), T.CreateChecked(Range.High))
        : rows > MaxRows ? total * T.CreateChecked(MaxRows) / T.CreateChecked(rows)
        : total;
}
