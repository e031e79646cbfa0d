using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>Brings the rows of a table of PostgreSQL beside the operator, as text, for looking at. They stay in memory and on the machine.</summary>
internal static class PostgresTableSource
{
    // A domain counts as what it is made of.
    private const string ColumnsSql = """
        SELECT a.attname::text, coalesce(b.typname, t.typname)::text FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'
        WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """;

    /// <summary>Fills the table <c>source</c>.</summary>
    /// <param name="connection">Takes it.</param>
    /// <param name="server">The server.</param>
    /// <param name="table">The table or view, with its names quoted.</param>
    /// <returns>The names of the columns, and PostgreSQL's names of their types.</returns>
    /// <exception cref="StartupException">The server or the table cannot be read.</exception>
    public static IReadOnlyList<(string Name, string Type)> Fill(DuckDBConnection connection, PostgresServer server, string table)
    {
        try
        {
            return FillAsync(connection, server, table).GetAwaiter().GetResult();
        }
        catch (NpgsqlException exception)
        {
            throw PostgresFailure.AtStart(server.Name, exception);
        }
    }

    private static async Task<IReadOnlyList<(string Name, string Type)>> FillAsync(DuckDBConnection connection, PostgresServer server, string table)
    {
        await using PostgresSession session = await server.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        var parameters = new PostgresParameters();
        parameters.Add(table);
        List<(string Name, string Type)> columns = await session.QueryAsync(ColumnsSql, parameters, reader => (reader.GetString(0), reader.GetString(1)), CancellationToken.None).ConfigureAwait(false);
        if (columns.Count == 0)
        {
            throw new StartupException($"The PostgreSQL server {server.Name} has no {table} that the role can see. Correct --table, or GRANT USAGE on the schema.", ExitCodes.Configuration);
        }

        connection.Run($"CREATE TEMP TABLE source ({string.Join(", ", columns.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"s{index} VARCHAR")))})");
        using DuckDBAppender appender = connection.CreateAppender("temp", "main", "source");
        string texts = string.Join(", ", columns.Select(column => $"nullif(({PostgresRelation.Quote(column.Name)})::text, '')"));
        await session.StreamAsync($"SELECT {texts} FROM {table}", new PostgresParameters(), reader => Append(appender, reader, columns.Count), CancellationToken.None).ConfigureAwait(false);
        return columns;
    }

    private static void Append(DuckDBAppender appender, NpgsqlDataReader reader, int columns)
    {
        IDuckDBAppenderRow row = appender.CreateRow();
        for (int column = 0; column < columns; column++)
        {
            row.AppendValue(reader.IsDBNull(column) ? null : reader.GetString(column));
        }

        row.EndRow();
    }
}
