using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>Reads the groups of a question's statements, and adds up those of several slices and servers.</summary>
internal static class PostgresRows
{
    // As in PostgresStatement: room for noise within 64 bits.
    private const long SumLimit = 1L << 62;

    /// <summary>The cells of a slice of the units on one server.</summary>
    /// <param name="session">Sees the question's state of the data.</param>
    /// <param name="relation">The mapped table.</param>
    /// <param name="read">The query, its bounds and components.</param>
    /// <param name="secret">With the query, seeds the choice of groups.</param>
    /// <param name="slice">Which units.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<List<TrueCell<IReadOnlyList<string>>>> ReadAsync(
        PostgresSession session, PostgresRelation relation, BoundedRead read, NodeSecret secret, PostgresSlice slice, CancellationToken cancellation)
    {
        PostgresStatement statement = PostgresStatement.Of(relation, read, secret, slice);
        List<TrueCell<IReadOnlyList<string>>> cells = await session.QueryAsync(
            statement.Sql, statement.Parameters, reader => Cell(read, reader), cancellation).ConfigureAwait(false);
        if (read.Components.All(component => component.Kind != ComponentKind.Tree))
        {
            return cells;
        }

        Dictionary<string, long[]> values = cells.ToDictionary(cell => Name(cell.Key), cell => (long[])cell.Values, StringComparer.Ordinal);
        foreach ((MeasureComponent component, int place) in Places(read).Where(part => part.Component.Kind == ComponentKind.Tree))
        {
            PostgresTree tree = PostgresTree.Of(relation, read, component, secret, slice);
            await session.QueryAsync(tree.Sql, tree.Parameters, reader => values[Name(Key(read.Query, reader))][place + reader.GetInt32(0)] = reader.GetInt64(read.Query.GroupBy.Count + 1), cancellation).ConfigureAwait(false);
        }

        return cells;
    }

    /// <summary>The cells of all slices, in the order of their keys. All rows of a unit are in one slice, so its groups were bounded there.</summary>
    public static List<TrueCell<IReadOnlyList<string>>> Add(IReadOnlyList<List<TrueCell<IReadOnlyList<string>>>> slices)
    {
        List<TrueCell<IReadOnlyList<string>>> cells = slices.Count == 1
            ? slices[0]
            : [.. slices.SelectMany(cells => cells).GroupBy(cell => Name(cell.Key), StringComparer.Ordinal).Select(Sum)];
        cells.Sort((left, right) => CanonicalQuery.CompareKeys(left.Key, right.Key));
        return cells;
    }

    /// <summary>A row of <see cref="PostgresStatement"/>'s result; the numbers of trees stay zero.</summary>
    public static TrueCell<IReadOnlyList<string>> Cell(BoundedRead read, NpgsqlDataReader reader)
    {
        long[] values = new long[read.Components.Sum(component => component.Width)];
        int column = read.Query.GroupBy.Count + 1;
        foreach ((MeasureComponent component, int place) in Places(read))
        {
            if (component.Kind != ComponentKind.Tree)
            {
                values[place] = reader.GetInt64(column++);
            }
        }

        return new TrueCell<IReadOnlyList<string>>(Key(read.Query, reader), reader.GetInt64(0), values);
    }

    private static string[] Key(CanonicalQuery query, NpgsqlDataReader reader) =>
        [.. query.GroupBy.Select((dimension, index) => CodedValue.Decode(dimension, reader.GetValue(index + 1)))];

    private static string Name(IReadOnlyList<string> key) => string.Join('\0', key);

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

    private static TrueCell<IReadOnlyList<string>> Sum(IEnumerable<TrueCell<IReadOnlyList<string>>> parts) =>
        parts.Aggregate((left, right) => new TrueCell<IReadOnlyList<string>>(
            left.Key,
            left.Units + right.Units,
            [.. left.Values.Zip(right.Values, (one, other) => (long)Int128.Clamp((Int128)one + other, -SumLimit, SumLimit))]));
}
