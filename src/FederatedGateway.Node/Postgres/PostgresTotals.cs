using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>
/// The totals of one read's groups. The rows of all slices of all servers stream into it, in any order, and none is kept: what it holds is
/// bounded by the number of groups.
/// </summary>
/// <param name="read">The query, its bounds and components.</param>
/// <param name="most">The most groups; see <see cref="BytesOf"/>.</param>
/// <remarks>Safe for any number of slices at once. All rows of a unit are in one slice, so its groups were bounded there.</remarks>
internal sealed class PostgresTotals(BoundedRead read, long most)
{
    private readonly Dictionary<string[], Group> _groups = new(KeyEquality.Ordinal);
    private readonly Lock _gate = new();
    private readonly int _width = read.Components.Sum(component => component.Width);

    /// <summary>Each tree of counts among the components, with the place of its first number.</summary>
    public static IEnumerable<(MeasureComponent Component, int Place)> Trees(BoundedRead read) =>
        Places(read).Where(part => part.Component.Kind == ComponentKind.Tree);

    /// <summary>The most bytes that a group takes: its numbers, its key with the text of open codes, and its places in table and list.</summary>
    public static long BytesOf(BoundedRead read) => 224 + (8L * read.Query.GroupBy.Count) + (8L * read.Components.Sum(component => (long)component.Width))
        + read.Query.GroupBy.Where(dimension => dimension.Codes is null).Sum(dimension => 24 + (2L * ((PatternType)dimension.Column.Type).MaxLength));

    /// <summary>Adds a row of <see cref="PostgresStatement"/>'s result.</summary>
    /// <exception cref="DataEngineException">There are more groups than there may be.</exception>
    public void Add(NpgsqlDataReader reader)
    {
        string[] key = Key(reader);
        lock (_gate)
        {
            Group group = Of(key);
            group.Units += reader.GetInt64(0);
            int column = key.Length + 1;
            foreach ((MeasureComponent component, int place) in Places(read))
            {
                if (component.Kind != ComponentKind.Tree)
                {
                    group.Values[place] = checked(group.Values[place] + reader.GetInt64(column++));
                }
            }
        }
    }

    /// <summary>Adds a row of <see cref="PostgresTree"/>'s result.</summary>
    /// <param name="reader">Stands at the row.</param>
    /// <param name="place">The place of the tree's first number.</param>
    /// <exception cref="DataEngineException">There are more groups than there may be.</exception>
    public void AddToTree(NpgsqlDataReader reader, int place)
    {
        string[] key = Key(reader);
        lock (_gate)
        {
            long[] values = Of(key).Values;
            int number = place + reader.GetInt32(0);
            values[number] = checked(values[number] + reader.GetInt64(key.Length + 1));
        }
    }

    /// <summary>The cells, in the order of their keys.</summary>
    public List<TrueCell<IReadOnlyList<string>>> ToCells()
    {
        var cells = new List<TrueCell<IReadOnlyList<string>>>(_groups.Count);
        cells.AddRange(_groups.Select(group => new TrueCell<IReadOnlyList<string>>(group.Key, group.Value.Units, group.Value.Values)));
        cells.Sort((left, right) => CanonicalQuery.CompareKeys(left.Key, right.Key));
        return cells;
    }

    private Group Of(string[] key)
    {
        if (!_groups.TryGetValue(key, out Group? group))
        {
            if (_groups.Count >= most)
            {
                throw new DataEngineException("more groups than fit into the memory of one question", "raise Node:QueryMemoryMegabytes.");
            }

            group = new Group(new long[_width]);
            _groups.Add(key, group);
        }

        return group;
    }

    private string[] Key(NpgsqlDataReader reader) =>
        [.. read.Query.GroupBy.Select((dimension, index) => CodedValue.Decode(dimension, reader.GetValue(index + 1)))];

    // Each component with the place of its first number.
    private static IEnumerable<(MeasureComponent Component, int Place)> Places(BoundedRead read)
    {
        int place = 0;
        foreach (MeasureComponent component in read.Components)
        {
            yield return (component, place);
            place += component.Width;
        }
    }

    private sealed class Group(long[] values)
    {
        public long Units { get; set; }

        public long[] Values => values;
    }

    private sealed class KeyEquality : IEqualityComparer<string[]>
    {
        public static KeyEquality Ordinal { get; } = new();

        public bool Equals(string[]? one, string[]? other) => one.AsSpan().SequenceEqual(other);

        public int GetHashCode(string[] key)
        {
            var hash = new HashCode();
            foreach (string part in key)
            {
                hash.Add(part, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }
}
