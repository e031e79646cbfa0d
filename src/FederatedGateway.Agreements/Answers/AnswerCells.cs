using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>
/// Puts what several agencies let go of together, cell by cell and level by level. Pure. One place for the coordinator, which answers, and for whoever
/// checks its answer to the digit.
/// </summary>
public sealed class AnswerCells
{
    // The most noises that one interval can be made for.
    private const int MostNoises = 1000;

    private readonly CanonicalQuery _query;
    private readonly AnswerMeasures _measures;
    private readonly IReadOnlyList<AgencyRelease> _releases;
    private readonly KeyTree _tree;
    private readonly Dictionary<(int Level, string Indexes), GiverSet> _givers = [];
    private readonly Dictionary<(int Level, int Givers), SummedComponents> _sums = [];
    private readonly Dictionary<(int Level, int Above, int Below), SummedComponents> _differences = [];
    private readonly Dictionary<CellKey, SummedCell> _cells;
    private readonly ILookup<CellKey, CellKey> _below;

    private AnswerCells(CanonicalQuery query, AnswerMeasures measures, IReadOnlyList<AgencyRelease> releases)
    {
        (_query, _measures, _releases) = (query, measures, releases);
        _tree = new KeyTree(query);
        _cells = releases.SelectMany(release => release.Cells.Keys).Distinct().ToDictionary(key => key, Sum);
        _below = _cells.Keys.Where(key => key.Level > 0).Order(CellKey.Order).ToLookup(ParentOf);
    }

    /// <summary>Every cell that an agency gave, by level and key.</summary>
    /// <param name="query">The query.</param>
    /// <param name="measures">How its columns are made.</param>
    /// <param name="releases">What the agencies gave, each checked: its cells can exist and have as many values as the components of their level.</param>
    public static IReadOnlyList<AnswerCell> Of(CanonicalQuery query, AnswerMeasures measures, IReadOnlyList<AgencyRelease> releases)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(measures);
        ArgumentNullException.ThrowIfNull(releases);
        var cells = new AnswerCells(query, measures, releases);
        cells.Fit();
        return [.. cells._cells.Keys.Order(CellKey.Order).Select(cells.CellOf)];
    }

    private AnswerCell CellOf(CellKey key)
    {
        SummedCell cell = _cells[key];
        return new(key, cell.Givers.PartyIds, _measures.Values(cell), RemainderOf(key, cell));
    }

    private SummedCell Sum(CellKey key)
    {
        GiverSet givers = GiversOf(key);
        var sums = new long[givers.Sums.Width];
        foreach (int index in givers.Indexes)
        {
            IReadOnlyList<long> values = _releases[index].Cells[key];
            for (int component = 0; component < sums.Length; component++)
            {
                sums[component] += values[component];
            }
        }

        return new(givers, sums);
    }

    private GiverSet GiversOf(CellKey key)
    {
        int[] indexes = [.. Enumerable.Range(0, _releases.Count).Where(index => _releases[index].Cells.ContainsKey(key))];
        (int, string) name = (key.Level, string.Join(',', indexes));
        if (!_givers.TryGetValue(name, out GiverSet? givers))
        {
            IReadOnlyList<PlannedComponent>[] components = [.. indexes.Select(index => _releases[index].Levels[key.Level])];
            givers = new(indexes, [.. indexes.Select(index => _releases[index].PartyId)], components, SumsOf(key.Level, components));
            _givers.Add(name, givers);
        }

        return givers;
    }

    private CellKey ParentOf(CellKey key) => new(_tree.ParentOf(key.Level, key.Codes), key.Level - 1);

    // Whether every cell that the dictionary allows below is there, over the same agencies.
    private bool IsFamily(CellKey key)
    {
        int given = _below[key].Count();
        return given > 0
            && _tree.ChildrenOf(key.Level, key.Codes)?.Count == given
            && _below[key].All(child => _cells[child].Givers.Indexes.SequenceEqual(_cells[key].Givers.Indexes));
    }

    private void Fit()
    {
        if (_measures.Fitted.Count == 0)
        {
            return;
        }

        foreach ((CellKey key, SummedCell cell) in _cells.Where(one => one.Key.Level < _query.Levels.Count - 1))
        {
            cell.IsWhole = IsFamily(key);
        }

        foreach (CellKey top in _cells.Keys.Where(key => _cells[key].IsWhole && !(key.Level > 0 && _cells.TryGetValue(ParentOf(key), out SummedCell? parent) && parent.IsWhole)))
        {
            var parents = new List<int>();
            var cells = new List<SummedCell>();
            Gather(top, -1, parents, cells);
            new LevelFit(parents, cells).Apply(_measures.Fitted);
        }
    }

    private void Gather(CellKey key, int parent, List<int> parents, List<SummedCell> cells)
    {
        int place = cells.Count;
        parents.Add(parent);
        cells.Add(_cells[key]);
        foreach (CellKey child in _cells[key].IsWhole ? _below[key] : [])
        {
            Gather(child, place, parents, cells);
        }
    }

    private IReadOnlyList<AnswerValue> RemainderOf(CellKey key, SummedCell cell)
    {
        SummedCell[] below = [.. _below[key].Select(child => _cells[child])];
        if (below.Length == 0 || cell.IsWhole)
        {
            return [];
        }

        int noises = below.Sum(child => child.Givers.Indexes.Length);
        if (noises + cell.Givers.Indexes.Length > MostNoises || !below.All(child => child.Givers.Within(cell.Givers)) || IsOfOneGroup(key, cell))
        {
            return [.. _measures.Columns.Select(_ => new UndefinedValue())];
        }

        return _measures.Remainder(DifferenceOf(key.Level, cell, below, noises), cell, below);
    }

    // What is left of a cell would be the figure of one group that an agency did not give: docs/decisions/0012-remainder.md.
    private bool IsOfOneGroup(CellKey key, SummedCell cell) =>
        _tree.ChildrenOf(key.Level, key.Codes)?.Count(codes => !(_cells.TryGetValue(new(codes, key.Level + 1), out SummedCell? child) && cell.Givers.Within(child.Givers))) == 1;

    private SummedComponents SumsOf(int level, IReadOnlyList<PlannedComponent>[] components)
    {
        if (!_sums.TryGetValue((level, components.Length), out SummedComponents? sums))
        {
            sums = SummedComponents.Of(components);
            _sums.Add((level, components.Length), sums);
        }

        return sums;
    }

    // Every agency's noise is the agreement's, so what matters is how many there are.
    private SummedComponents DifferenceOf(int level, SummedCell cell, SummedCell[] below, int noises)
    {
        (int, int, int) name = (level, cell.Givers.Indexes.Length, noises);
        if (!_differences.TryGetValue(name, out SummedComponents? sums))
        {
            sums = SummedComponents.Of([.. cell.Givers.Components, .. below.SelectMany(child => child.Givers.Components)]);
            _differences.Add(name, sums);
        }

        return sums;
    }
}
