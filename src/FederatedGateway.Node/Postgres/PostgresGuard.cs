using FederatedGateway.ServiceDefaults;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>
/// Makes sure, before a state of the data is told and read, that a server's table still is what the survey saw: columns and types, that the role cannot
/// write, and how several servers share it. Whatever else it is now, it would be read as something that it is not.
/// </summary>
/// <param name="server">The server's name.</param>
/// <param name="mapping">The mapping.</param>
/// <param name="seen">What the survey saw.</param>
internal sealed class PostgresGuard(string server, NodeMapping mapping, PostgresShape seen)
{
    private const string Remedy = "put it back as it was, or correct the mapping; then start the node again.";

    /// <summary>Locks the table against changes of its shape while the session's transaction lasts. Must come before anything is read.</summary>
    /// <exception cref="DataEngineException">It is gone, or not the role's to read.</exception>
    public Task LockAsync(PostgresSession session, CancellationToken cancellation) => seen.IsLockable
        ? ExplainAsync(() => session.QueryAsync($"LOCK TABLE {PostgresRelation.TableSql(mapping)} IN ACCESS SHARE MODE", new PostgresParameters(), _ => 0, cancellation))
        : Task.CompletedTask;

    /// <summary>Checks the table as it is now.</summary>
    /// <returns>Whether the server's snapshot tells all that the mapping's expressions can depend on.</returns>
    /// <exception cref="DataEngineException">It is not what the survey saw.</exception>
    public Task<bool> CheckAsync(PostgresSession session, CancellationToken cancellation) => ExplainAsync(async () =>
    {
        PostgresTable table = await PostgresTable.FindAsync(session, server, mapping, cancellation).ConfigureAwait(false);
        PostgresShape now = await PostgresShape.OfAsync(session, mapping, table, cancellation).ConfigureAwait(false);
        return seen.Difference(now) is { } difference
            ? throw Changed(difference, Remedy)
            : await table.IsStableAsync(session, mapping, cancellation).ConfigureAwait(false);
    });

    private async Task<T> ExplainAsync<T>(Func<Task<T>> look)
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (StartupException exception)
        {
            throw Changed("no start would serve it now", exception.Message);
        }
        catch (PostgresException exception) when (exception.SqlState.StartsWith("42", StringComparison.Ordinal))
        {
            throw Changed(PostgresFailure.KindOf(exception), exception.SqlState == PostgresErrorCodes.InsufficientPrivilege ? PostgresFailure.Remedy(exception) : Remedy);
        }
    }

    private DataEngineException Changed(string how, string remedy) =>
        new($"{PostgresRelation.TableSql(mapping)} on {server} is not as the node found it when it started ({how})", remedy);
}
