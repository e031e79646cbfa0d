using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>Reads the groups of a statement, and adds up those of several servers.</summary>
internal static class PostgresRows
{
    // As in PostgresStatement: room for noise within 64 bits.
    private const long SumLimit = 1L << 62;

    /// <summary>A row of the statement's result.</summary>
    public static TrueCell<IReadOnlyList<string>> Cell(CanonicalQuery query, NpgsqlDataReader reader)
    {
        int dimensions = query.GroupBy.Count;
        string[] key = new string[dimensions];
        for (int index = 0; index < dimensions; index++)
        {
            key[index] = CodedValue.Decode(query.GroupBy[index], reader.GetValue(index + 1));
        }

        long[] values = new long[reader.FieldCount - dimensions - 1];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = reader.GetInt64(index + dimensions + 1);
        }

        return new TrueCell<IReadOnlyList<string>>(key, reader.GetInt64(0), values);
    }

    /// <summary>The cells of all servers, in the order of their keys. A unit is on one server, so its groups were bounded there.</summary>
    public static List<TrueCell<IReadOnlyList<string>>> Add(IReadOnlyList<List<TrueCell<IReadOnlyList<string>>>> servers)
    {
        List<TrueCell<IReadOnlyList<string>>> cells = servers.Count == 1
            ? servers[0]
            : [.. servers.SelectMany(cells => cells).GroupBy(cell => string.Join('\0', cell.Key), StringComparer.Ordinal).Select(Sum)];
        cells.Sort((left, right) => CanonicalQuery.CompareKeys(left.Key, right.Key));
        return cells;
    }

    private static TrueCell<IReadOnlyList<string>> Sum(IEnumerable<TrueCell<IReadOnlyList<string>>> parts) =>
        parts.Aggregate((left, right) => new TrueCell<IReadOnlyList<string>>(
            left.Key,
            left.Units + right.Units,
            [.. left.Values.Zip(right.Values, (one, other) => (long)Int128.Clamp((Int128)one + other, -SumLimit, SumLimit))]));
}
