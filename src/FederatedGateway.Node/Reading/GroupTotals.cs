namespace FederatedGateway.Node;

/// <summary>What bounded units come to in each group: units, rows, one 128-bit sum for each term, and the counts of each tree.</summary>
/// <param name="terms">How many terms.</param>
/// <param name="treeWidths">How many numbers each tree has.</param>
/// <param name="limit">The most bytes; see <see cref="BytesOf"/>.</param>
internal sealed class GroupTotals(int terms, int[] treeWidths, long limit)
{
    private readonly long[][] _trees = [.. treeWidths.Select(_ => Array.Empty<long>())];
    private Counts[] _counts = [];
    private Int128[] _sums = [];

    /// <summary>Bytes for each group, with what <see cref="UnitTotals{T}"/> and <see cref="SparseGroupNumbers"/> hold.</summary>
    public static long BytesOf(int terms, IEnumerable<int> treeWidths) => 96 + (16L * terms) + (8L * treeWidths.Sum(width => (long)width));

    /// <summary>Makes room for groups.</summary>
    /// <exception cref="DataEngineException">There are more than the limit allows.</exception>
    public void Reserve(int groups)
    {
        if (groups <= _counts.Length)
        {
            return;
        }

        long bytes = BytesOf(terms, treeWidths);
        if (groups * bytes > limit)
        {
            throw new DataEngineException("more groups than fit into the memory of one question");
        }

        int before = _counts.Length;
        int room = (int)long.Clamp(2L * before, groups, limit / bytes);
        Array.Resize(ref _counts, room);
        _counts.AsSpan(before).Fill(new Counts { LastUnit = -1 });
        Array.Resize(ref _sums, room * terms);
        for (int tree = 0; tree < _trees.Length; tree++)
        {
            Array.Resize(ref _trees[tree], checked(room * treeWidths[tree]));
        }
    }

    /// <summary>Counts a unit in a group, and some of its rows.</summary>
    /// <param name="group">The group.</param>
    /// <param name="unit">The unit's number, ascending; a unit that is there through several windows counts once.</param>
    /// <param name="rows">The rows that count.</param>
    public void Count(int group, int unit, int rows)
    {
        ref Counts counts = ref _counts[group];
        if (counts.LastUnit != unit)
        {
            counts.LastUnit = unit;
            counts.Units++;
        }

        counts.Rows += rows;
    }

    /// <summary>Adds a unit's bounded total.</summary>
    /// <remarks>At most 2^31 units of at most 2^93 each: no 128-bit sum overflows.</remarks>
    public void Add(int group, int term, Int128 total)
    {
        ref Int128 sum = ref _sums[(group * terms) + term];
        sum = unchecked(sum + total);
    }

    /// <summary>Adds a unit's count to one number of a tree.</summary>
    public void AddToTree(int tree, int group, int number, long count) => _trees[tree][(group * treeWidths[tree]) + number] += count;

    /// <summary>Adds what other units came to.</summary>
    /// <param name="other">The others' totals.</param>
    /// <param name="theirs">The group there.</param>
    /// <param name="ours">The same group here.</param>
    public void Merge(GroupTotals other, int theirs, int ours)
    {
        _counts[ours].Units += other._counts[theirs].Units;
        _counts[ours].Rows += other._counts[theirs].Rows;
        for (int term = 0; term < terms; term++)
        {
            Add(ours, term, other._sums[(theirs * terms) + term]);
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
    public long Units(int group) => _counts[group].Units;

    /// <summary>The rows of a group that count.</summary>
    public long Rows(int group) => _counts[group].Rows;

    /// <summary>A term's sum.</summary>
    public Int128 Sum(int group, int term) => _sums[(group * terms) + term];

    /// <summary>A tree's numbers.</summary>
    public ReadOnlySpan<long> Tree(int group, int tree) => _trees[tree].AsSpan(group * treeWidths[tree], treeWidths[tree]);

    // Side by side, for each unit touches all three.
    private struct Counts
    {
        public long Units;
        public long Rows;
        public int LastUnit;
    }
}
