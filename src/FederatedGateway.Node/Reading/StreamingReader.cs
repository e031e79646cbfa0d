using System.Numerics;

namespace FederatedGateway.Node;

/// <summary>Streams ranges of units past a question: one pass in the order of units. Ranges are independent, so many readers can share the work.</summary>
/// <typeparam name="T">Holds any total of a unit, as <see cref="ReadPlan.IsNarrow"/> says.</typeparam>
internal sealed class StreamingReader<T> : UnitReader
    where T : struct, IBinaryInteger<T>
{
    private readonly ReadPlan _plan;
    private readonly RowBlock _block;
    private readonly RowFilter? _filter;
    private readonly UnitTotals<T> _unit;
    private readonly int[] _groupOfRow = new int[RowBlock.Capacity];
    private readonly int[] _starts = new int[UnitsPerRange + 1];
    private readonly UnitIds _ids;
    private int _first;
    private int _window;

    public StreamingReader(ReadPlan plan, GroupNumbers groups, GroupTotals totals)
        : base(groups, totals)
    {
        _plan = plan;
        _block = plan.NewBlock();
        _filter = plan.Read.Query.Where is { } where ? RowFilter.Of(where, plan.Copy) : null;
        _ids = new UnitIds(plan.Copy);
        _unit = new UnitTotals<T>(plan, groups, totals, _ids);
    }

    /// <summary>Bytes for the rows and units of one range, beside the block.</summary>
    public static long BytesOfRange => sizeof(int) * (RowBlock.Capacity + UnitsPerRange + 1L);

    /// <inheritdoc/>
    public override void Read(int first, int count, CancellationToken cancellation)
    {
        _first = first;
        _ids.Begin(first, count);
        _plan.Copy.ReadStarts(first, _starts.AsSpan(0, count + 1));
        (int row, int end) = (_starts[0], _starts[count]);
        for (int unit = 0; row < end; row += _block.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Load(row, int.Min(RowBlock.Capacity, end - row));
            unit = Walk(row, unit);
        }
    }

    private void Load(int row, int length)
    {
        _block.Load(row, length);
        _filter?.Apply(_block, _block.Counts);
        Groups.Number(_block, _groupOfRow.AsSpan(0, length));
        _unit.Begin(_block);
    }

    // A unit may go on in the next block, so it is passed on only when its last row has gone by.
    private int Walk(int firstRow, int unit)
    {
        int length = _block.Length;
        for (int row = 0; row < length;)
        {
            int last = _starts[unit + 1] - firstRow;
            int end = int.Min(last, length);
            if (_starts[unit + 1] - _starts[unit] == 1)
            {
                AddSingle(unit, row);
            }
            else
            {
                Add(unit, row, end);
            }

            row = end;
            if (last <= length)
            {
                Pass(unit);
                unit++;
            }
        }

        return unit;
    }

    private void AddSingle(int unit, int row)
    {
        if (_block.Counts[row] != 0)
        {
            _unit.PassSingle(_block, row, _groupOfRow[row], _first + unit);
        }
    }

    private void Add(int unit, int from, int to)
    {
        bool few = _starts[unit + 1] - _starts[unit] <= UnitTotals<T>.FewRows;
        ReadOnlySpan<byte> counts = _block.Counts;
        for (int row = from; row < to; row++)
        {
            if (counts[row] == 0)
            {
                continue;
            }

            MoveTo(WindowOf(row), unit);
            if (few)
            {
                _unit.AddOfFew(_block, row, _groupOfRow[row]);
            }
            else
            {
                _unit.Add(_block, row, _groupOfRow[row], _first + unit);
            }
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
        if (!_unit.IsEmpty)
        {
            _unit.Pass(_first + unit);
        }
    }
}
