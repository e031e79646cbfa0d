using System.Globalization;
using DuckDB.NET.Data;

namespace FederatedGateway.Node;

/// <summary>Short forms for the statements of loading.</summary>
internal static class DuckDbSql
{
    /// <summary>Runs a statement.</summary>
    public static void Run(this DuckDBConnection connection, string sql, params ReadOnlySpan<DuckDBParameter> parameters)
    {
        using DuckDBCommand command = Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of a result as text.</summary>
    public static IReadOnlyList<string> Column(this DuckDBConnection connection, string sql, params ReadOnlySpan<DuckDBParameter> parameters)
    {
        using DuckDBCommand command = Command(connection, sql, parameters);
        using DuckDBDataReader reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    /// <summary>A result of texts and whole numbers.</summary>
    public static IReadOnlyList<(string Text, long Number)> Counts(this DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = Command(connection, sql, []);
        using DuckDBDataReader reader = command.ExecuteReader();
        var values = new List<(string, long)>();
        while (reader.Read())
        {
            values.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return values;
    }

    /// <summary>A result of one row, as text; null where it is null.</summary>
    public static IReadOnlyList<string?> Row(this DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = Command(connection, sql, []);
        using DuckDBDataReader reader = command.ExecuteReader();
        reader.Read();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture))];
    }

    /// <summary>A result of one row and one column that holds a whole number.</summary>
    public static long Number(this DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = Command(connection, sql, []);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>A text as a decimal, null where it is none. In 64 bits where they do: DuckDB takes microseconds for each digit of 128.</summary>
    public static string Decimal(string sql, int decimals) =>
        string.Create(CultureInfo.InvariantCulture, $"coalesce(TRY_CAST({sql} AS DECIMAL(18, {decimals})), TRY_CAST({sql} AS DECIMAL(38, {decimals})))");

    /// <summary>The first line of DuckDB's message without its class. Only for errors of binding, which quote no row.</summary>
    public static string FirstLine(this DuckDBException exception)
    {
        string line = exception.Message.Split('\n', 2)[0];
        int colon = line.IndexOf("Error: ", StringComparison.Ordinal);
        return colon < 0 ? line : line[(colon + "Error: ".Length)..];
    }

    /// <summary>Whether the node's memory did not suffice, which is no fault of what was read.</summary>
    public static bool IsOutOfMemory(this DuckDBException exception) =>
        exception.Message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase);

    private static DuckDBCommand Command(DuckDBConnection connection, string sql, ReadOnlySpan<DuckDBParameter> parameters)
    {
        DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (DuckDBParameter parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
