using System.Numerics;
using System.Runtime.CompilerServices;

namespace FederatedGateway.Node;

/// <summary>
/// Bounds units whose few rows within one window lie in the block, as most do, where they lie: no note of a group is taken and nothing is kept from one unit to the next.
/// What they come to is what <see cref="UnitTotals{T}"/> comes to.
/// </summary>
/// <typeparam name="T">Holds any total of a unit, as <see cref="ReadPlan.IsNarrow"/> says.</typeparam>
internal sealed class ShortUnits<T>
    where T : struct, IBinaryInteger<T>
{
    private readonly RowBlock _block;
    private readonly FewRows _few;
    private readonly RowWords _words;
    private readonly UnitIds _ids;
    private readonly UnitTerms<T> _terms;
    private readonly UnitTrees[] _trees;
    private readonly GroupTotals _totals;
    private readonly T[] _sums;
    private readonly int _maxGroups;
    private readonly int _maxRows;

    public ShortUnits(ReadPlan plan, RowBlock block, UnitIds ids, UnitTerms<T> terms, UnitTrees[] trees, GroupNumbers groups, GroupTotals totals)
    {
        (_block, _ids, _terms, _trees, _totals) = (block, ids, terms, trees, totals);
        (_maxGroups, _maxRows) = (plan.Read.Bound.MaxGroups, plan.Read.Bound.MaxRowsPerGroup);
        _few = new FewRows(plan.Hash, groups, _maxGroups);
        _words = new RowWords(plan.Keys);
        _sums = new T[terms.Count];
    }

    /// <summary>Takes the next block.</summary>
    public void Begin() => _words.Begin(_block);

    /// <summary>Passes on a unit that has one row in all, which no limit on groups or rows can meet.</summary>
    public void PassSingle(int unit, int row, int group) => PassGroup(unit, group, row, 1);

    /// <summary>Passes on what a unit has in one window.</summary>
    /// <param name="unit">The unit's number.</param>
    /// <param name="row">Its first row.</param>
    /// <param name="rows">At most <see cref="FewRows.Most"/>.</param>
    /// <param name="groupOfRow">The groups of the block's rows, with room for <see cref="FewRows.Most"/> behind.</param>
    // Not inlined: the loop over units, most of one row, stays short.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Pass(int unit, int row, int rows, int[] groupOfRow)
    {
        ReadOnlySpan<int> groups = groupOfRow.AsSpan(row, FewRows.Most);
        uint firsts = _few.Split(groups, _block.Few(row, rows));
        if (BitOperations.PopCount(firsts) > _maxGroups)
        {
            firsts = _few.Choose(_ids.Of(unit), _words.Read(), row, groups, firsts);
        }

        for (uint left = firsts; left != 0; left = FewRows.WithoutFirst(left))
        {
            int first = BitOperations.TrailingZeroCount(left);
            PassGroup(unit, groups[first], row, _few.SameAs(first));
        }
    }

    private void PassGroup(int unit, int group, int row, uint rows)
    {
        Span<T> sums = _sums;
        sums.Clear();
        for (uint left = sums.Length == 0 ? 0 : rows; left != 0; left = FewRows.WithoutFirst(left))
        {
            _terms.Add(row + BitOperations.TrailingZeroCount(left), sums);
        }

        _terms.Pass(unit, group, BitOperations.PopCount(rows), sums);
        foreach (UnitTrees tree in _trees)
        {
            PassTree(tree, group, row, rows);
        }
    }

    private void PassTree(UnitTrees tree, int group, int row, uint rows)
    {
        for (uint left = rows; left != 0; left = FewRows.WithoutFirst(left))
        {
            tree.Add(0, _block, row + BitOperations.TrailingZeroCount(left));
        }

        tree.Pass(0, _maxRows, _totals, group);
        tree.Clear();
    }
}
