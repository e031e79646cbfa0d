using Npgsql;

namespace FederatedGateway.Node;

/// <summary>A connection within a REPEATABLE READ transaction: every statement sees the same state of the data.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>The server's version, such as 15.6.</summary>
    public Version ServerVersion => connection.PostgreSqlVersion;

    /// <summary>Runs a statement and reads each row of its result. A cancelled statement is cancelled at the server.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, PostgresParameters parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection, transaction);
        parameters.ApplyTo(command);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>The types of a statement's result, which is not read.</summary>
    public async Task<IReadOnlyList<string>> TypesAsync(string sql, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection, transaction);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SchemaOnly, cancellation).ConfigureAwait(false);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(index => reader.GetPostgresType(index).InternalName)];
    }

    /// <summary>Runs a statement that may fail without ending the transaction.</summary>
    public async Task<string?> TryTypeAsync(string sql, Action<PostgresException> failed, CancellationToken cancellation)
    {
        await transaction.SaveAsync("probe", cancellation).ConfigureAwait(false);
        try
        {
            return (await TypesAsync(sql, cancellation).ConfigureAwait(false))[0];
        }
        catch (PostgresException exception)
        {
            await transaction.RollbackAsync("probe", cancellation).ConfigureAwait(false);
            failed(exception);
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
