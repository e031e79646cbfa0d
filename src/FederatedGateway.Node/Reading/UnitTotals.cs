namespace FederatedGateway.Node;

/// <summary>
/// The rows of one unit within one window, group by group, as they go by. When its last row has gone by it is bounded and passed on to the totals of
/// all units: at most L0 groups, at most so many rows in each, totals clamped.
/// </summary>
internal sealed class UnitTotals
{
    private readonly ReadPlan _plan;
    private readonly GroupTotals _totals;
    private readonly GroupChoice _choice;
    private readonly UnitTrees[] _trees;
    private readonly long[][] _terms;

    // By group: the place among the unit's groups, and for which unit that was noted.
    private int[] _placeOf = [];
    private int[] _notedFor = [];

    // By place.
    private int[] _groups = new int[16];
    private int[] _rows = new int[16];
    private Int128[] _sums;
    private int[] _order = new int[16];

    private int _used;
    private int _serial = 1;

    public UnitTotals(ReadPlan plan, GroupNumbers groups, GroupTotals totals)
    {
        (_plan, _totals) = (plan, totals);
        _choice = new GroupChoice(plan.Hash, groups);
        _trees = [.. plan.Trees.Select((tree, index) => new UnitTrees(tree.Tree, index))];
        _terms = [.. plan.Terms.Select(_ => new long[RowBlock.Capacity])];
        _sums = new Int128[16 * _terms.Length];
    }

    /// <summary>Whether no row has gone by.</summary>
    public bool IsEmpty => _used == 0;

    /// <summary>Whether the unit is in more groups than may count, so that its keyed hash is needed.</summary>
    public bool MustChoose => _used > _plan.Read.Bound.MaxGroups;

    /// <summary>Takes the next block.</summary>
    /// <param name="block">The rows.</param>
    /// <param name="groups">How many groups there can be so far.</param>
    public void Begin(RowBlock block, int groups)
    {
        if (groups > _placeOf.Length)
        {
            int room = int.Max(groups, (int)long.Min(2L * _placeOf.Length, Array.MaxLength));
            Array.Resize(ref _placeOf, room);
            Array.Resize(ref _notedFor, room);
        }

        for (int term = 0; term < _terms.Length; term++)
        {
            RowTerm one = _plan.Terms[term];
            one.Fill(block.Numbers(one.Column), _terms[term].AsSpan(0, block.Length));
        }
    }

    /// <summary>Adds a row of the block that <see cref="Begin"/> took.</summary>
    public void Add(RowBlock block, int row, int group)
    {
        int place = _notedFor[group] == _serial ? _placeOf[group] : Note(group);
        _rows[place]++;
        for (int term = 0; term < _terms.Length; term++)
        {
            ref Int128 sum = ref _sums[(place * _terms.Length) + term];
            sum = unchecked(sum + _terms[term][row]);
        }

        for (int tree = 0; tree < _trees.Length; tree++)
        {
            _trees[tree].Add(place, block.Numbers(_plan.Trees[tree].Column)[row]);
        }
    }

    /// <summary>Bounds the unit, passes it on and forgets it.</summary>
    /// <param name="unit">The unit's number.</param>
    /// <param name="id">The unit's keyed hash, two words; only needed if it <see cref="MustChoose"/>.</param>
    public void Pass(int unit, ReadOnlySpan<ulong> id)
    {
        if (MustChoose)
        {
            _choice.Sort(id, _groups.AsSpan(0, _used), _order.AsSpan(0, _used));
            for (int kept = 0; kept < _plan.Read.Bound.MaxGroups; kept++)
            {
                Pass(unit, _order[kept]);
            }
        }
        else
        {
            for (int place = 0; place < _used; place++)
            {
                Pass(unit, place);
            }
        }

        Forget();
    }

    private void Pass(int unit, int place)
    {
        int group = _groups[place];
        int rows = _rows[place];
        int maxRows = _plan.Read.Bound.MaxRowsPerGroup;
        _totals.Count(group, unit, int.Min(rows, maxRows));
        for (int term = 0; term < _terms.Length; term++)
        {
            _totals.Add(group, term, _plan.Terms[term].Bound(_sums[(place * _terms.Length) + term], rows));
        }

        foreach (UnitTrees tree in _trees)
        {
            tree.Pass(place, rows, maxRows, _totals, group);
        }
    }

    private void Forget()
    {
        _used = 0;
        _serial++;
        foreach (UnitTrees tree in _trees)
        {
            tree.Clear();
        }
    }

    private int Note(int group)
    {
        int place = _used++;
        if (place == _groups.Length)
        {
            int room = 2 * place;
            Array.Resize(ref _groups, room);
            Array.Resize(ref _rows, room);
            Array.Resize(ref _order, room);
            Array.Resize(ref _sums, room * _terms.Length);
        }

        _notedFor[group] = _serial;
        _placeOf[group] = place;
        _groups[place] = group;
        _rows[place] = 0;
        _sums.AsSpan(place * _terms.Length, _terms.Length).Clear();
        return place;
    }
}
