namespace FederatedGateway.Queries;

/// <summary>How the keys of a roll-up's levels stand below each other, by the dictionary and the condition alone.</summary>
/// <param name="query">The query.</param>
public sealed class KeyTree(CanonicalQuery query)
{
    private readonly IReadOnlyList<KeyView> parents =
        [.. query.Levels.Zip(query.Levels.Skip(1), (above, below) => new KeyView(below.GroupBy, above.GroupBy))];

    private readonly IReadOnlyList<KeyView> whole = [.. query.Levels.Select(level => new KeyView(level.GroupBy, query.GroupBy))];

    private readonly IReadOnlyList<Lazy<KeyChildren?>> children =
        [.. query.Levels.Zip(query.Levels.Skip(1), (above, below) => new Lazy<KeyChildren?>(() => KeyChildren.Of(above, below)))];

    /// <summary>The key one level up.</summary>
    /// <param name="level">The level of the key; 1 or more.</param>
    /// <param name="key">The key.</param>
    public IReadOnlyList<string> ParentOf(int level, IReadOnlyList<string> key) => parents[level - 1].Of(key)!;

    /// <summary>What a key says of each dimension of <see cref="CanonicalQuery.GroupBy"/>; null where it is rolled up.</summary>
    /// <param name="level">The level of the key.</param>
    /// <param name="key">The key.</param>
    public IReadOnlyList<string?> Whole(int level, IReadOnlyList<string> key) => whole[level].Of(key);

    /// <summary>Every key one level below that the dictionary and the condition allow, in canonical order; null where the dictionary does not list them.</summary>
    /// <param name="level">The level of the key; above the finest.</param>
    /// <param name="key">The key.</param>
    public IReadOnlyList<IReadOnlyList<string>>? ChildrenOf(int level, IReadOnlyList<string> key) => children[level].Value?.Of(key);

    /// <summary>Reads the codes of some dimensions out of the keys of others.</summary>
    private sealed class KeyView(IReadOnlyList<Dimension> from, IReadOnlyList<Dimension> wanted)
    {
        private readonly IReadOnlyList<Func<IReadOnlyList<string>, string?>> parts = [.. wanted.Select(dimension => PartOf(from, dimension))];

        public IReadOnlyList<string?> Of(IReadOnlyList<string> key) => [.. parts.Select(part => part(key))];

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

        private static Dictionary<string, string> Translation(Dimension finer, Dimension coarse) =>
            ColumnValues.Of(finer.Column).Select((_, place) => (Fine: finer.CodeOf(place), Coarse: coarse.CodeOf(place))).Distinct()
                .ToDictionary(pair => pair.Fine, pair => pair.Coarse, StringComparer.Ordinal);
    }
}
