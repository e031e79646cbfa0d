using Npgsql;

namespace FederatedGateway.Node;

/// <summary>A connection within a REPEATABLE READ transaction: every statement sees the same state of the data.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>The server's version, such as 15.6.</summary>
    public Version ServerVersion => connection.PostgreSqlVersion;

    /// <summary>Runs a statement and passes each row of its result on, keeping none. A cancelled statement, or one whose rows are refused, is cancelled at the server.</summary>
    public async Task StreamAsync(string sql, PostgresParameters parameters, Action<NpgsqlDataReader> row, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection, transaction);
        parameters.ApplyTo(command);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                row(reader);
            }
        }
        catch (DataEngineException)
        {
            // A reader that is closed half-way would take in the rest of the rows.
            command.Cancel();
            throw;
        }
    }

    /// <summary>Runs a statement with a short result and reads each row of it.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, PostgresParameters parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
    {
        var rows = new List<T>();
        await StreamAsync(sql, parameters, reader => rows.Add(row(reader)), cancellation).ConfigureAwait(false);
        return rows;
    }

    /// <summary>Names the state that this session sees, for others to see it too while this one lasts.</summary>
    public async Task<string> ExportAsync(CancellationToken cancellation) =>
        (await QueryAsync("SELECT pg_export_snapshot()", new PostgresParameters(), reader => reader.GetString(0), cancellation).ConfigureAwait(false))[0];

    /// <summary>Sees the state that another session named. Must come before anything is read.</summary>
    /// <param name="state">The server's name of it, from <see cref="ExportAsync"/>; SET takes no parameters.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task ImportAsync(string state, CancellationToken cancellation) =>
        QueryAsync($"SET TRANSACTION SNAPSHOT '{state.Replace("'", "''", StringComparison.Ordinal)}'", new PostgresParameters(), _ => 0, cancellation);

    /// <summary>
    /// Plans as <see cref="PostgresUnits"/> means it: sort where the statement says so and nowhere else, in one process. The planner knows
    /// too little of units and would take the few groups at the end for many, or deal rows out to processes before they are sorted.
    /// </summary>
    public Task ReadStraightAsync(CancellationToken cancellation) => QueryAsync(
        "SELECT set_config('enable_sort', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)",
        new PostgresParameters(),
        _ => 0,
        cancellation);

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
