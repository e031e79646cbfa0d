namespace FederatedGateway.Node;

/// <summary>What bounded units come to in each group: units, rows, one 128-bit sum for each term, and the counts of each tree.</summary>
/// <remarks>Room for every group is taken at the beginning; nothing grows while rows are read.</remarks>
/// <param name="terms">How many terms.</param>
/// <param name="treeWidths">How many numbers each tree has.</param>
/// <param name="groups">How many groups there can be.</param>
internal sealed class GroupTotals(int terms, int[] treeWidths, int groups)
{
    // Side by side, for each unit touches all of them: the rows; the units, with the number of the last one; two words for each sum.
    private readonly int _stride = StrideOf(terms);
    private readonly long[] _cells = new long[groups * StrideOf(terms)];
    private readonly long[][] _trees = [.. treeWidths.Select(width => new long[groups * width])];

    /// <summary>Bytes for each group.</summary>
    public static long BytesPerGroup(ReadPlan plan) => sizeof(long) * (StrideOf(plan.Terms.Length) + plan.Trees.Sum(tree => (long)tree.Tree.Width));

    /// <summary>The numbers in the longest array.</summary>
    public static long LongestArray(ReadPlan plan, long groups) =>
        groups * plan.Trees.Select(tree => tree.Tree.Width).Append(StrideOf(plan.Terms.Length)).Max();

    /// <summary>Counts a unit in a group, and some of its rows.</summary>
    /// <param name="group">The group.</param>
    /// <param name="unit">The unit's number, ascending; a unit that is there through several windows counts once.</param>
    /// <param name="rows">The rows that count.</param>
    public void Count(int group, int unit, int rows)
    {
        Span<long> cell = _cells.AsSpan(group * _stride, 2);
        cell[0] += rows;
        // Numbers of units are below 2^31, so that 0 is nobody.
        uint last = (uint)unit + 1;
        if (unchecked((uint)cell[1]) != last)
        {
            cell[1] = (((cell[1] >> 32) + 1) << 32) | last;
        }
    }

    /// <summary>Adds a unit's bounded total.</summary>
    /// <remarks>At most 2^31 units of at most 2^93 each: no 128-bit sum overflows.</remarks>
    public void Add(int group, int term, long total)
    {
        Span<long> sum = _cells.AsSpan((group * _stride) + 2 + (2 * term), 2);
        long low = unchecked(sum[0] + total);
        bool carried = unchecked((ulong)low < (ulong)total);
        sum[1] = unchecked(sum[1] + (total >> 63) + (carried ? 1 : 0));
        sum[0] = low;
    }

    /// <summary>Adds a unit's bounded total of more than 64 bits.</summary>
    public void Add(int group, int term, Int128 total)
    {
        Int128 sum = unchecked(Sum(group, term) + total);
        Span<long> words = _cells.AsSpan((group * _stride) + 2 + (2 * term), 2);
        (words[0], words[1]) = unchecked(((long)(ulong)sum, (long)(ulong)(sum >> 64)));
    }

    /// <summary>Adds a unit's count to one number of a tree.</summary>
    public void AddToTree(int tree, int group, int number, long count) => _trees[tree][(group * treeWidths[tree]) + number] += count;

    /// <summary>Adds what other units came to.</summary>
    /// <param name="other">The others' totals.</param>
    /// <param name="theirs">The group there.</param>
    /// <param name="ours">The same group here.</param>
    public void Merge(GroupTotals other, int theirs, int ours)
    {
        _cells[ours * _stride] += other.Rows(theirs);
        _cells[(ours * _stride) + 1] += other.Units(theirs) << 32;
        for (int term = 0; term < terms; term++)
        {
            Add(ours, term, other.Sum(theirs, term));
        }

        for (int tree = 0; tree < _trees.Length; tree++)
        {
            int width = treeWidths[tree];
            for (int number = 0; number < width; number++)
            {
                AddToTree(tree, ours, number, other._trees[tree][(theirs * width) + number]);
            }
        }
    }

    /// <summary>The units of a group.</summary>
    public long Units(int group) => _cells[(group * _stride) + 1] >> 32;

    /// <summary>The rows of a group that count.</summary>
    public long Rows(int group) => _cells[group * _stride];

    /// <summary>A term's sum.</summary>
    public Int128 Sum(int group, int term)
    {
        int at = (group * _stride) + 2 + (2 * term);
        return unchecked(new Int128((ulong)_cells[at + 1], (ulong)_cells[at]));
    }

    /// <summary>A tree's numbers.</summary>
    public ReadOnlySpan<long> Tree(int group, int tree) => _trees[tree].AsSpan(group * treeWidths[tree], treeWidths[tree]);

    private static int StrideOf(int terms) => 2 + (2 * terms);
}
