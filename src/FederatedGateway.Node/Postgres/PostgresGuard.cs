using System.Text.Json;
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

    /// <summary>The tables that a reading of the mapped one reads now: itself, its partitions, what inherits from it, what a view stands for.</summary>
    /// <remarks>As the planner sees them. It follows the catalogue and not the session's snapshot, so a partition that is attached after the snapshot is among them.</remarks>
    /// <exception cref="DataEngineException">It is gone, or not the role's to read.</exception>
    public Task<string> TablesAsync(PostgresSession session, CancellationToken cancellation) => ExplainAsync(async () =>
    {
        // With all that is read: what only a column needs, such as a subquery of a view, has no place in the plan of another column.
        string read = string.Join(", ", mapping.Columns.Select(rule => rule.Expression).Prepend(mapping.Unit.Expression).Select(expression => $"({expression})"));
        string sql = $"EXPLAIN (FORMAT JSON, VERBOSE, COSTS OFF) SELECT {read} FROM {PostgresRelation.TableSql(mapping)}";
        using JsonDocument plan = JsonDocument.Parse((await session.QueryAsync(sql, new PostgresParameters(), reader => reader.GetString(0), cancellation).ConfigureAwait(false))[0]);
        return string.Join(' ', plan.RootElement.EnumerateArray().SelectMany(root => TablesOf(root.GetProperty("Plan"))).Distinct().Order(StringComparer.Ordinal));
    });

    /// <summary>Makes sure, when all is read, that no other tables were read than those that the version names.</summary>
    /// <param name="session">The session that holds the lock: nothing can leave while it does, so what came shows.</param>
    /// <param name="before">What <see cref="TablesAsync"/> gave before the version was told.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="DataEngineException">A table came.</exception>
    public async Task CheckTablesAsync(PostgresSession session, string before, CancellationToken cancellation)
    {
        if (await TablesAsync(session, cancellation).ConfigureAwait(false) != before)
        {
            throw new DataEngineException(
                $"a partition, or a table that inherits, was added to {PostgresRelation.TableSql(mapping)} on {server} while it was read", "ask again; it is part of what the next question reads.");
        }
    }

    private static IEnumerable<string> TablesOf(JsonElement node) =>
    [
        .. node.TryGetProperty("Relation Name", out JsonElement name) ? [$"{PostgresRelation.Quote(node.GetProperty("Schema").GetString()!)}.{PostgresRelation.Quote(name.GetString()!)}"] : Array.Empty<string>(),
        .. node.TryGetProperty("Plans", out JsonElement inner) ? inner.EnumerateArray().SelectMany(TablesOf) : [],
    ];

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
