namespace FederatedGateway.Queries;

/// <summary>How the keys of a roll-up's levels stand below each other, by the dictionary alone.</summary>
/// <param name="query">The query.</param>
public sealed class KeyTree(CanonicalQuery query)
{
    private readonly IReadOnlyList<KeyView> _parents =
        [.. Enumerable.Range(1, query.Levels.Count - 1).Select(level => new KeyView(query.Levels[level].GroupBy, query.Levels[level - 1].GroupBy))];

    private readonly IReadOnlyList<KeyView> _whole = [.. query.Levels.Select(level => new KeyView(level.GroupBy, query.GroupBy))];

    /// <summary>The key one level up.</summary>
    /// <param name="level">The level of the key; 1 or more.</param>
    /// <param name="key">The key.</param>
    public IReadOnlyList<string> ParentOf(int level, IReadOnlyList<string> key) => _parents[level - 1].Of(key)!;

    /// <summary>What a key says of each dimension of <see cref="CanonicalQuery.GroupBy"/>; null where it is rolled up.</summary>
    /// <param name="level">The level of the key.</param>
    /// <param name="key">The key.</param>
    public IReadOnlyList<string?> Whole(int level, IReadOnlyList<string> key) => _whole[level].Of(key);

    private readonly IReadOnlyList<Func<IReadOnlyList<string>, int?>> _children =
        [.. Enumerable.Range(0, query.Levels.Count - 1).Select(level => Children(query, query.Levels[level].GroupBy, query.Levels[level + 1].GroupBy))];

    /// <summary>How many keys the dictionary allows one level below; null where it does not list them.</summary>
    /// <param name="level">The level of the key; above the finest.</param>
    /// <param name="key">The key.</param>
    public int? ChildrenOf(int level, IReadOnlyList<string> key) => _children[level](key);

    // Either the added dimension has each of its values below every key, or it tells one above, which it took the place of.
    private static Func<IReadOnlyList<string>, int?> Children(CanonicalQuery query, IReadOnlyList<Dimension> above, IReadOnlyList<Dimension> below)
    {
        Dimension added = below.Single(dimension => above.All(other => other.Name != dimension.Name));
        if (KeyGrid.Values(query, added) is not { } values)
        {
            return _ => null;
        }

        int told = Enumerable.Range(0, above.Count).FirstOrDefault(index => below.All(other => other.Name != above[index].Name), -1);
        if (told < 0)
        {
            return _ => values.Count;
        }

        Dictionary<string, string> coarse = KeyView.Translation(added, above[told]);
        var counts = values.CountBy(value => coarse[value]).ToDictionary(StringComparer.Ordinal);
        return key => counts.GetValueOrDefault(key[told]);
    }

    /// <summary>Reads the codes of some dimensions out of the keys of others.</summary>
    private sealed class KeyView(IReadOnlyList<Dimension> from, IReadOnlyList<Dimension> wanted)
    {
        private readonly IReadOnlyList<Func<IReadOnlyList<string>, string?>> _parts = [.. wanted.Select(dimension => PartOf(from, dimension))];

        public IReadOnlyList<string?> Of(IReadOnlyList<string> key) => [.. _parts.Select(part => part(key))];

        private static Func<IReadOnlyList<string>, string?> PartOf(IReadOnlyList<Dimension> from, Dimension wanted)
        {
            int same = PlaceOf(from, dimension => dimension.Name == wanted.Name);
            if (same >= 0)
            {
                return key => key[same];
            }

            int finer = PlaceOf(from, dimension => dimension.Decides(wanted));
            if (finer < 0)
            {
                return _ => null;
            }

            Dictionary<string, string> coarse = Translation(from[finer], wanted);
            return key => coarse[key[finer]];
        }

        private static int PlaceOf(IReadOnlyList<Dimension> dimensions, Func<Dimension, bool> wanted) =>
            Enumerable.Range(0, dimensions.Count).FirstOrDefault(index => wanted(dimensions[index]), -1);

        public static Dictionary<string, string> Translation(Dimension finer, Dimension coarse) =>
            ColumnValues.Of(finer.Column).Select((_, place) => (Fine: CodeAt(finer, place), Coarse: CodeAt(coarse, place))).Distinct()
                .ToDictionary(pair => pair.Fine, pair => pair.Coarse, StringComparer.Ordinal);

        private static string CodeAt(Dimension dimension, int place) => dimension.Codes![dimension.Map is { } map ? map[place] : place].Id;
    }
}
