using System.Numerics;

namespace FederatedGateway.Node;

/// <summary>The terms of a block's rows, and what one unit comes to in one group: bounded, and added to the totals of all units.</summary>
/// <typeparam name="T">Holds any total of a unit, as <see cref="ReadPlan.IsNarrow"/> says.</typeparam>
/// <param name="plan">The question.</param>
/// <param name="totals">Where to add.</param>
internal sealed class UnitTerms<T>(ReadPlan plan, GroupTotals totals)
    where T : struct, IBinaryInteger<T>
{
    private readonly RowTerm[] _plans = plan.Terms;
    private readonly long[][] _terms = [.. plan.Terms.Select(_ => new long[RowBlock.Capacity])];
    private readonly int _maxRows = plan.Read.Bound.MaxRowsPerGroup;

    /// <summary>How many terms there are.</summary>
    public int Count => _terms.Length;

    /// <summary>Bytes held.</summary>
    public static long BytesOf(ReadPlan plan) => plan.Terms.Length * (long)RowBlock.Capacity * sizeof(long);

    /// <summary>Takes the next block.</summary>
    public void Begin(RowBlock block)
    {
        for (int term = 0; term < _terms.Length; term++)
        {
            RowTerm one = _plans[term];
            one.Fill(block.Numbers(one.Column), _terms[term].AsSpan(0, block.Length));
        }
    }

    /// <summary>Adds a row of the block to the unit's sums, one for each term.</summary>
    public void Add(int row, Span<T> sums)
    {
        for (int term = 0; term < _terms.Length; term++)
        {
            sums[term] = unchecked(sums[term] + T.CreateTruncating(_terms[term][row]));
        }
    }

    /// <summary>Bounds what a unit comes to in a group, and passes it on.</summary>
    /// <param name="unit">The unit's number.</param>
    /// <param name="group">The group.</param>
    /// <param name="rows">The unit's rows there.</param>
    /// <param name="sums">Their sums.</param>
    public void Pass(int unit, int group, int rows, ReadOnlySpan<T> sums)
    {
        totals.Count(group, unit, int.Min(rows, _maxRows));
        for (int term = 0; term < _terms.Length; term++)
        {
            T bounded = _plans[term].Bound(sums[term], _plans[term].Counter is { } counter ? int.CreateChecked(sums[counter]) : rows);
            if (typeof(T) == typeof(long))
            {
                totals.Add(group, term, long.CreateTruncating(bounded));
            }
            else
            {
                totals.Add(group, term, Int128.CreateTruncating(bounded));
            }
        }
    }
}
