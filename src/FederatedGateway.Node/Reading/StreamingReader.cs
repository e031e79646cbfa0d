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
    private readonly UnitTerms<T> _terms;
    private readonly ShortUnits<T> _short;
    private readonly UnitTotals<T> _unit;

    // Behind the last row there is room for a unit of the most rows to be read as a whole.
    private readonly int[] _groupOfRow = new int[RowBlock.Capacity + FewRows.Most];
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
        _terms = new UnitTerms<T>(plan, totals);
        UnitTrees[] trees = [.. plan.Trees.Select((tree, index) => new UnitTrees(tree, index, plan.MostGroupsOfUnit(groups.Room)))];
        _short = new ShortUnits<T>(plan, _block, _ids, _terms, trees, groups, totals);
        _unit = new UnitTotals<T>(plan, _ids, _terms, trees, groups, totals);
    }

    /// <summary>Bytes for the rows and units of one range, beside the block.</summary>
    public static long BytesOfRange(ReadPlan plan) =>
        (sizeof(int) * (RowBlock.Capacity + FewRows.Most + UnitsPerRange + 1L)) + RowWords.BytesOf(plan.Keys.Length) + UnitTerms<T>.BytesOf(plan);

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
        _terms.Begin(_block);
        _short.Begin();
    }

    // A unit may go on in the next block, so it is passed on only when its last row has gone by.
    private int Walk(int firstRow, int unit)
    {
        int length = _block.Length;
        for (int row = 0; row < length;)
        {
            (int start, int last) = (_starts[unit] - firstRow, _starts[unit + 1] - firstRow);
            if (last - start <= FewRows.Most && start == row && last <= length)
            {
                PassShort(unit, row, last);
            }
            else
            {
                Add(unit, row, int.Min(last, length));
                if (last <= length)
                {
                    Pass(unit);
                }
            }

            row = last;
            unit += last <= length ? 1 : 0;
        }

        return unit;
    }

    private void PassShort(int unit, int row, int end)
    {
        if (end - row == 1)
        {
            if (_block.Counts[row] != 0)
            {
                _short.PassSingle(_first + unit, row, _groupOfRow[row]);
            }

            return;
        }

        for (int next; row < end; row = next)
        {
            next = EndOfWindow(row, end);
            _short.Pass(_first + unit, row, next - row, _groupOfRow);
        }
    }

    // The unit of protection is a unit within a window, and its rows stand in the order of time.
    private int EndOfWindow(int row, int end)
    {
        if (_plan.Windows is null)
        {
            return end;
        }

        int next = row + 1;
        for (int window = WindowOf(row); next < end && WindowOf(next) == window; next++)
        {
        }

        return next;
    }

    private void Add(int unit, int from, int to)
    {
        ReadOnlySpan<byte> counts = _block.Counts;
        for (int row = from; row < to; row++)
        {
            if (counts[row] != 0)
            {
                MoveTo(WindowOf(row), unit);
                _unit.Add(_block, row, _groupOfRow[row], _first + unit);
            }
        }
    }

    private int WindowOf(int row) => _plan.Windows is { } windows ? windows[_block.Codes(_plan.Time)[row]] : 0;

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
