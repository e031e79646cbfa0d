using System.Numerics;

namespace FederatedGateway.Node;

/// <summary>
/// The rows of one unit within one window, group by group, as they go by. When its last row has gone by it is bounded and passed on to the totals of
/// all units: at most L0 groups, at most so many rows in each, totals clamped.
/// </summary>
/// <typeparam name="T">Holds any total of a unit, as <see cref="ReadPlan.IsNarrow"/> says.</typeparam>
internal sealed class UnitTotals<T>
    where T : struct, IBinaryInteger<T>
{
    /// <summary>Units of so few rows look through their groups; for more, a note by group is quicker than looking.</summary>
    public const int FewRows = 8;

    private const int FewPlaces = 16;

    private readonly RowTerm[] _termPlans;
    private readonly TreeColumn[] _treePlans;
    private readonly int _maxGroups;
    private readonly int _maxRows;
    private readonly GroupTotals _totals;
    private readonly GroupChoice _choice;
    private readonly UnitIds _ids;
    private readonly UnitTrees[] _trees;
    private readonly long[][] _terms;

    // By group.
    private readonly Note[] _notes;

    // By place: few at first, for hardly a unit is in many groups.
    private int[] _groups = new int[FewPlaces];
    private int[] _rows = new int[FewPlaces];
    private T[] _sums;

    private int _used;
    private int _serial = 1;

    public UnitTotals(ReadPlan plan, GroupNumbers groups, GroupTotals totals, UnitIds ids)
    {
        (_termPlans, _treePlans, _totals, _ids) = (plan.Terms, plan.Trees, totals, ids);
        (_maxGroups, _maxRows) = (plan.Read.Bound.MaxGroups, plan.Read.Bound.MaxRowsPerGroup);
        _choice = new GroupChoice(plan.Hash, groups, _maxGroups);
        _notes = new Note[groups.Room];
        _trees = [.. plan.Trees.Select((tree, index) => new UnitTrees(tree.Tree, index, plan.MostGroupsOfUnit(groups.Room)))];
        _terms = [.. plan.Terms.Select(_ => new long[RowBlock.Capacity])];
        _sums = new T[FewPlaces * _terms.Length];
    }

    /// <summary>Whether no row has gone by.</summary>
    public bool IsEmpty => _used == 0;

    // Whether the unit is in more groups than may count, so that its keyed hash is needed.
    private bool MustChoose => _used > _maxGroups;

    /// <summary>Bytes for each group: a note, and a unit's place in it, twice for the arrays of places that this one grew from.</summary>
    public static long BytesPerGroup(ReadPlan plan) => (2 * sizeof(int)) + (2 * BytesPerPlace(plan));

    /// <summary>Bytes that do not grow with the groups: the terms of a block, the first places, the choice, and the bins of a unit.</summary>
    public static long BytesOf(ReadPlan plan, int groups) =>
        (plan.Terms.Length * (long)RowBlock.Capacity * sizeof(long))
        + (FewPlaces * BytesPerPlace(plan))
        + GroupChoice.BytesOf(plan.MostGroupsOfUnit(groups))
        + plan.Trees.Sum(tree => UnitTrees.BytesOf(tree.Tree, plan.MostGroupsOfUnit(groups)));

    /// <summary>Takes the next block.</summary>
    /// <param name="block">The rows.</param>
    public void Begin(RowBlock block)
    {
        for (int term = 0; term < _terms.Length; term++)
        {
            RowTerm one = _termPlans[term];
            one.Fill(block.Numbers(one.Column), _terms[term].AsSpan(0, block.Length));
        }
    }

    /// <summary>Adds a row of the block that <see cref="Begin"/> took, of a unit that has few rows in all.</summary>
    public void AddOfFew(RowBlock block, int row, int group)
    {
        int place = 0;
        for (; place < _used && _groups[place] != group; place++)
        {
        }

        AddAt(place == _used ? Take(group) : place, block, row);
    }

    /// <summary>Adds a row of the block that <see cref="Begin"/> took.</summary>
    public void Add(RowBlock block, int row, int group, int unit)
    {
        foreach (UnitTrees tree in _trees)
        {
            if (tree.IsFull && !tree.TryMakeRoom())
            {
                // A group that is not among the chosen now never will be: more groups only raise what a hash has to beat.
                tree.Keep(_choice.Choose(_ids.Of(unit), _groups.AsSpan(0, _used)));
            }
        }

        ref Note note = ref _notes[group];
        if (note.Serial != _serial)
        {
            note = new Note { Serial = _serial, Place = Take(group) };
        }

        AddAt(note.Place, block, row);
    }

    private void AddAt(int place, RowBlock block, int row)
    {
        _rows[place]++;
        for (int term = 0; term < _terms.Length; term++)
        {
            ref T sum = ref _sums[(place * _terms.Length) + term];
            sum = unchecked(sum + T.CreateTruncating(_terms[term][row]));
        }

        for (int tree = 0; tree < _trees.Length; tree++)
        {
            AddToTree(tree, place, block, row);
        }
    }

    private void AddToTree(int tree, int place, RowBlock block, int row)
    {
        TreeColumn plan = _treePlans[tree];
        long value = block.Numbers(plan.Column)[row];
        if (value != plan.NoNumber)
        {
            _trees[tree].Add(place, value);
        }
    }

    /// <summary>Passes on a unit that has one row in all, which no limit on groups or rows can meet.</summary>
    public void PassSingle(RowBlock block, int row, int group, int unit)
    {
        _totals.Count(group, unit, 1);
        for (int term = 0; term < _terms.Length; term++)
        {
            PassTerm(group, term, T.CreateTruncating(_terms[term][row]), _termPlans[term].Counter is { } counter ? (int)_terms[counter][row] : 1);
        }

        for (int tree = 0; tree < _trees.Length; tree++)
        {
            AddToTree(tree, 0, block, row);
            _trees[tree].Pass(0, 1, _totals, group);
            _trees[tree].Clear();
        }
    }

    /// <summary>Bounds the unit, passes it on and forgets it.</summary>
    /// <param name="unit">The unit's number.</param>
    public void Pass(int unit)
    {
        if (MustChoose)
        {
            foreach (int place in _choice.Choose(_ids.Of(unit), _groups.AsSpan(0, _used)))
            {
                Pass(unit, place);
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
        _totals.Count(group, unit, int.Min(rows, _maxRows));
        for (int term = 0; term < _terms.Length; term++)
        {
            PassTerm(group, term, _sums[(place * _terms.Length) + term], _termPlans[term].Counter is { } counter ? int.CreateChecked(_sums[(place * _terms.Length) + counter]) : rows);
        }

        foreach (UnitTrees tree in _trees)
        {
            tree.Pass(place, _maxRows, _totals, group);
        }
    }

    private void PassTerm(int group, int term, T total, int rows)
    {
        T bounded = _termPlans[term].Bound(total, rows);
        if (typeof(T) == typeof(long))
        {
            _totals.Add(group, term, long.CreateTruncating(bounded));
        }
        else
        {
            _totals.Add(group, term, Int128.CreateTruncating(bounded));
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

    private int Take(int group)
    {
        int place = _used++;
        if (place == _groups.Length)
        {
            int places = (int)long.Min(2L * place, _notes.Length);
            Array.Resize(ref _groups, places);
            Array.Resize(ref _rows, places);
            Array.Resize(ref _sums, places * _terms.Length);
        }

        _groups[place] = group;
        _rows[place] = 0;
        _sums.AsSpan(place * _terms.Length, _terms.Length).Clear();
        return place;
    }

    // The group, the rows, and a sum of 128 bits for each term.
    private static long BytesPerPlace(ReadPlan plan) => (2 * sizeof(int)) + (16L * plan.Terms.Length);

    // The place of a group among the unit's, and for which unit that was noted.
    private struct Note
    {
        public int Serial;
        public int Place;
    }
}
