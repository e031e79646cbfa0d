namespace FederatedGateway.Node;

/// <summary>Streams ranges of units past a question: one pass in the order of units. Ranges are independent, so many readers can share the work.</summary>
internal sealed class UnitReader
{
    /// <summary>The most units of a range; starts and hashes of one range are held.</summary>
    public const int UnitsPerRange = 1 << 14;

    private readonly ReadPlan _plan;
    private readonly RowBlock _block;
    private readonly RowFilter? _filter;
    private readonly UnitTotals _unit;
    private readonly int[] _groupOfRow = new int[RowBlock.Capacity];
    private readonly int[] _starts = new int[UnitsPerRange + 1];
    private readonly ulong[] _ids = new ulong[2 * UnitsPerRange];
    private (int First, int Count) _range;
    private bool _hasIds;
    private int _window;

    public UnitReader(ReadPlan plan, long memory)
    {
        _plan = plan;
        _block = plan.NewBlock();
        _filter = plan.Read.Query.Where is { } where ? RowFilter.Of(where, plan.Copy) : null;
        Groups = GroupNumbers.Of(plan.Keys);
        Totals = new GroupTotals(plan.Terms.Length, [.. plan.Trees.Select(tree => tree.Tree.Width)], memory);
        _unit = new UnitTotals(plan, Groups, Totals);
    }

    /// <summary>The groups that this reader met.</summary>
    public GroupNumbers Groups { get; }

    /// <summary>What the units came to.</summary>
    public GroupTotals Totals { get; }

    /// <summary>Reads a range of units.</summary>
    /// <param name="first">The first unit.</param>
    /// <param name="count">At most <see cref="UnitsPerRange"/>.</param>
    /// <param name="cancellation">Looked at before each block.</param>
    public void Read(int first, int count, CancellationToken cancellation)
    {
        (_range, _hasIds) = ((first, count), false);
        _plan.Copy.ReadStarts(first, _starts.AsSpan(0, count + 1));
        (int row, int end) = (_starts[0], _starts[count]);
        for (int unit = 0; row < end; row += _block.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Load(row, int.Min(RowBlock.Capacity, end - row));
            unit = Walk(row, unit);
        }
    }

    /// <summary>Adds what another reader of the same question read.</summary>
    public void Merge(UnitReader other)
    {
        for (int theirs = 0; theirs < other.Groups.Count; theirs++)
        {
            if (other.Totals.Units(theirs) > 0)
            {
                int ours = Groups.Adopt(other.Groups, theirs);
                Totals.Reserve(Groups.Count);
                Totals.Merge(other.Totals, theirs, ours);
            }
        }
    }

    private void Load(int row, int length)
    {
        _block.Load(row, length);
        _filter?.Apply(_block, _block.Counts);
        Groups.Number(_block, _groupOfRow.AsSpan(0, length));
        Totals.Reserve(Groups.Count);
        _unit.Begin(_block, Groups.Count);
    }

    // A unit may go on in the next block, so it is passed on only when its last row has gone by.
    private int Walk(int firstRow, int unit)
    {
        int length = _block.Length;
        for (int row = 0; row < length;)
        {
            int end = int.Min(_starts[unit + 1] - firstRow, length);
            Add(unit, row, end);
            row = end;
            if (_starts[unit + 1] - firstRow <= length)
            {
                Pass(unit);
                unit++;
            }
        }

        return unit;
    }

    private void Add(int unit, int from, int to)
    {
        ReadOnlySpan<byte> counts = _block.Counts;
        for (int row = from; row < to; row++)
        {
            if (counts[row] == 0)
            {
                continue;
            }

            MoveTo(WindowOf(row), unit);
            _unit.Add(_block, row, _groupOfRow[row]);
        }
    }

    private int WindowOf(int row) => _plan.Windows is { } windows ? windows[_block.Codes(_plan.Time)[row]] : 0;

    // The unit of protection is a unit within a window, and its rows stand in the order of months.
    private void MoveTo(int window, int unit)
    {
        if (window != _window)
        {
            Pass(unit);
            _window = window;
        }
    }

    private void Pass(int unit)
    {
        if (_unit.IsEmpty)
        {
            return;
        }

        if (_unit.MustChoose && !_hasIds)
        {
            _plan.Copy.ReadIds(_range.First, _ids.AsSpan(0, 2 * _range.Count));
            _hasIds = true;
        }

        _unit.Pass(_range.First + unit, _ids.AsSpan(2 * unit, 2));
    }
}
