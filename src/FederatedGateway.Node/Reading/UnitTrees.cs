using FederatedGateway.Privacy;

namespace FederatedGateway.Node;

/// <summary>The rows of one unit within a window in the bins of one tree, group by group.</summary>
/// <param name="column">The tree and its column.</param>
/// <param name="treeIndex">Its place among the question's.</param>
/// <param name="groups">The most groups of a unit that count. Bins of others are let go when room is short.</param>
internal sealed class UnitTrees(TreeColumn column, int treeIndex, int groups)
{
    private const int Room = 4096;

    private readonly RangeTree _tree = column.Tree;
    private readonly int _most = checked((int)MostEntries(column.Tree, groups));

    // Place of the group among the unit's, times bins, plus bin; and how many rows.
    private long[] _bins = new long[Room];
    private long[] _counts = new long[Room];
    private int _used;
    private bool _isCompact;

    /// <summary>Whether <see cref="TryMakeRoom"/> has to come before the next row.</summary>
    public bool IsFull => _used == _bins.Length;

    /// <summary>The most bins that are held: twice those that can count, so that joining what is equal is rare.</summary>
    public static long MostEntries(RangeTree tree, int groups) => long.Max(Room, 2L * groups * tree.Bins);

    /// <summary>Bytes, twice for the arrays that the last ones grew from.</summary>
    public static long BytesOf(RangeTree tree, int groups) => 2 * 2 * sizeof(long) * MostEntries(tree, groups);

    /// <summary>Adds a row. One without a number lies in no bin.</summary>
    /// <param name="place">The group's place among the unit's.</param>
    /// <param name="block">The block of the row.</param>
    /// <param name="row">The row.</param>
    public void Add(int place, RowBlock block, int row)
    {
        long value = block.Numbers(column.Column)[row];
        if (value != column.NoNumber)
        {
            _isCompact = false;
            _bins[_used] = ((long)place * _tree.Bins) + _tree.BinOf(value);
            _counts[_used++] = 1;
        }
    }

    /// <summary>Adds the unit's counts in one of its groups to the totals: each number scaled down when the unit has too many rows.</summary>
    /// <param name="place">The group's place among the unit's.</param>
    /// <param name="maxRows">The most of the unit's rows that count.</param>
    /// <param name="totals">Where to add.</param>
    /// <param name="group">The group's number there.</param>
    public void Pass(int place, int maxRows, GroupTotals totals, int group)
    {
        if (!_isCompact)
        {
            Compact();
            _isCompact = true;
        }

        long low = (long)place * _tree.Bins;
        int first = LowerBound(low);
        int end = LowerBound(low + _tree.Bins);
        long rows = Rows(first, end);
        for ((int start, int binsEach) = (0, _tree.Bins / _tree.Branching); binsEach > 0; start += _tree.Bins / binsEach, binsEach /= _tree.Branching)
        {
            for (int at = first; at < end;)
            {
                int number = (int)((_bins[at] - low) / binsEach);
                long count = 0;
                for (; at < end && (_bins[at] - low) / binsEach == number; at++)
                {
                    count += _counts[at];
                }

                totals.AddToTree(treeIndex, group, start + number, rows > maxRows ? count * maxRows / rows : count);
            }
        }
    }

    /// <summary>Forgets the unit.</summary>
    public void Clear() => _used = 0;

    /// <summary>Joins what is equal, and grows if that does not do.</summary>
    /// <returns>Whether half is free; else the unit is in more groups than count, and <see cref="Keep"/> makes room.</returns>
    public bool TryMakeRoom()
    {
        Compact();
        if (_used > _bins.Length / 2 && _bins.Length < _most)
        {
            int length = (int)long.Min(2L * _bins.Length, _most);
            Array.Resize(ref _bins, length);
            Array.Resize(ref _counts, length);
        }

        return _used <= _bins.Length / 2;
    }

    /// <summary>Lets go of the bins of all groups but some; to be called right after <see cref="TryMakeRoom"/>.</summary>
    /// <param name="places">The places of the groups that are kept.</param>
    public void Keep(ReadOnlySpan<int> places)
    {
        int kept = 0;
        (long last, bool counts) = (-1, false);
        for (int at = 0; at < _used; at++)
        {
            long place = _bins[at] / _tree.Bins;
            (last, counts) = (place, place == last ? counts : places.Contains((int)place));
            if (counts)
            {
                (_bins[kept], _counts[kept]) = (_bins[at], _counts[at]);
                kept++;
            }
        }

        _used = kept;
    }

    // Sorts by group and bin, and joins what is equal.
    private void Compact()
    {
        Array.Sort(_bins, _counts, 0, _used);
        int kept = 0;
        for (int at = 0; at < _used; at++)
        {
            if (kept > 0 && _bins[kept - 1] == _bins[at])
            {
                _counts[kept - 1] += _counts[at];
            }
            else
            {
                (_bins[kept], _counts[kept]) = (_bins[at], _counts[at]);
                kept++;
            }
        }

        _used = kept;
    }

    // Those with a number: a row without one lies in no bin.
    private long Rows(int first, int end)
    {
        long rows = 0;
        for (int at = first; at < end; at++)
        {
            rows += _counts[at];
        }

        return rows;
    }

    private int LowerBound(long bin)
    {
        int found = Array.BinarySearch(_bins, 0, _used, bin);
        return found < 0 ? ~found : found;
    }
}
