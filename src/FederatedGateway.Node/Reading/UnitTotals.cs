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
    private const int FewPlaces = 16;

    private readonly int _maxGroups;
    private readonly int _maxRows;
    private readonly GroupTotals _totals;
    private readonly GroupChoice _choice;
    private readonly UnitIds _ids;
    private readonly UnitTerms<T> _terms;
    private readonly UnitTrees[] _trees;

    // By group.
    private readonly Note[] _notes;

    // By place: few at first, for hardly a unit is in many groups.
    private int[] _groups = new int[FewPlaces];
    private int[] _rows = new int[FewPlaces];
    private T[] _sums;

    private int _used;
    private int _serial = 1;

    public UnitTotals(ReadPlan plan, UnitIds ids, UnitTerms<T> terms, UnitTrees[] trees, GroupNumbers groups, GroupTotals totals)
    {
        (_ids, _terms, _trees, _totals) = (ids, terms, trees, totals);
        (_maxGroups, _maxRows) = (plan.Read.Bound.MaxGroups, plan.Read.Bound.MaxRowsPerGroup);
        _choice = new GroupChoice(plan.Hash, groups, _maxGroups);
        _notes = new Note[groups.Room];
        _sums = new T[FewPlaces * terms.Count];
    }

    /// <summary>Whether no row has gone by.</summary>
    public bool IsEmpty => _used == 0;

    // Whether the unit is in more groups than may count, so that its keyed hash is needed.
    private bool MustChoose => _used > _maxGroups;

    /// <summary>Bytes for each group: a note, and a unit's place in it, twice for the arrays of places that this one grew from.</summary>
    public static long BytesPerGroup(ReadPlan plan) => (2 * sizeof(int)) + (2 * BytesPerPlace(plan));

    /// <summary>Bytes that do not grow with the groups: the first places, the choice, and the bins of a unit.</summary>
    public static long BytesOf(ReadPlan plan, int groups) =>
        (FewPlaces * BytesPerPlace(plan))
        + GroupChoice.BytesOf(plan.MostGroupsOfUnit(groups))
        + plan.Trees.Sum(tree => UnitTrees.BytesOf(tree.Tree, plan.MostGroupsOfUnit(groups)));

    /// <summary>Adds a row.</summary>
    /// <param name="block">The block of the row.</param>
    /// <param name="row">The row.</param>
    /// <param name="group">Its group.</param>
    /// <param name="unit">The unit's number.</param>
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

        _rows[note.Place]++;
        _terms.Add(row, SumsAt(note.Place));
        foreach (UnitTrees tree in _trees)
        {
            tree.Add(note.Place, block, row);
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
        _terms.Pass(unit, _groups[place], _rows[place], SumsAt(place));
        foreach (UnitTrees tree in _trees)
        {
            tree.Pass(place, _maxRows, _totals, _groups[place]);
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
            Array.Resize(ref _sums, places * _terms.Count);
        }

        _groups[place] = group;
        _rows[place] = 0;
        SumsAt(place).Clear();
        return place;
    }

    private Span<T> SumsAt(int place) => _sums.AsSpan(place * _terms.Count, _terms.Count);

    // The group, the rows, and a sum of 128 bits for each term.
    private static long BytesPerPlace(ReadPlan plan) => (2 * sizeof(int)) + (16L * plan.Terms.Length);

    // The place of a group among the unit's, and for which unit that was noted.
    private struct Note
    {
        public int Serial;
        public int Place;
    }
}
