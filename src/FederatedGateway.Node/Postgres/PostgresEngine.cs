using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>A data set in PostgreSQL, read where it lies: on one server, or on several that share it by unit.</summary>
/// <remarks>
/// Every server gets the whole statement and bounds its own units; the node adds up their groups. That is exact, because a unit's rows are all
/// on one server, which <see cref="PostgresSurvey"/> has made sure of.
/// </remarks>
internal sealed class PostgresEngine : IDataEngine
{
    private readonly IReadOnlyList<PostgresServer> _servers;
    private readonly PostgresRelation _relation;
    private readonly PostgresVersion _version;
    private readonly NodeSecret _secret;

    /// <summary>An engine that was surveyed.</summary>
    public PostgresEngine(IReadOnlyList<PostgresServer> servers, PostgresRelation relation, PostgresVersion version, NodeSecret secret)
    {
        _servers = servers;
        _relation = relation;
        _version = version;
        _secret = secret;
    }

    /// <inheritdoc/>
    public Dataset Definition => _relation.Dataset;

    /// <summary>The mapped table.</summary>
    public PostgresRelation Relation => _relation;

    /// <inheritdoc/>
    public string DataVersion => _version.Last;

    /// <inheritdoc/>
    public bool IsFixed => false;

    /// <inheritdoc/>
    /// <remarks>Trees of counts have many numbers to a group, which the one statement does not hold.</remarks>
    public bool CanRead(BoundedRead read) => read.Components.All(component => component.Kind != ComponentKind.Tree);

    /// <inheritdoc/>
    public IDataSnapshot Open(CancellationToken cancellation) => Wait(() => OpenAsync(cancellation), cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PostgresServer server in _servers)
        {
            server.Dispose();
        }

        _version.Dispose();
    }

    /// <summary>Opens every server, or none.</summary>
    public static async Task<IReadOnlyList<PostgresSession>> OpenAllAsync(IReadOnlyList<PostgresServer> servers, CancellationToken cancellation)
    {
        var sessions = new List<PostgresSession>();
        try
        {
            foreach (PostgresServer server in servers)
            {
                sessions.Add(await server.OpenAsync(cancellation).ConfigureAwait(false));
            }

            return sessions;
        }
        catch
        {
            await CloseAsync(sessions).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task CloseAsync(IEnumerable<PostgresSession> sessions)
    {
        foreach (PostgresSession session in sessions)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<IDataSnapshot> OpenAsync(CancellationToken cancellation)
    {
        IReadOnlyList<PostgresSession> sessions = await OpenAllAsync(_servers, cancellation).ConfigureAwait(false);
        try
        {
            return new Snapshot(this, sessions, await _version.OfAsync(sessions, cancellation).ConfigureAwait(false));
        }
        catch
        {
            await CloseAsync(sessions).ConfigureAwait(false);
            throw;
        }
    }

    // Readers of this seam have a thread of their own; within, the servers work side by side.
    private static T Wait<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return Task.Run(work, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (NpgsqlException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new DataEngineException(PostgresFailure.KindOf(exception));
        }
    }

    private sealed class Snapshot(PostgresEngine engine, IReadOnlyList<PostgresSession> sessions, string version) : IDataSnapshot
    {
        public string DataVersion => version;

        public Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(BoundedRead read, CancellationToken cancellation) =>
            Sensitive.Of<IReadOnlyList<TrueCell<IReadOnlyList<string>>>>(Wait(() => ReadAsync(read, cancellation), cancellation));

        public void Dispose() => CloseAsync(sessions).GetAwaiter().GetResult();

        private async Task<List<TrueCell<IReadOnlyList<string>>>> ReadAsync(BoundedRead read, CancellationToken cancellation)
        {
            PostgresStatement statement = PostgresStatement.Of(engine._relation, read, engine._secret);

            // Whoever fails first ends the others: there is no answer without all.
            using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            return PostgresRows.Add(await Task.WhenAll(sessions.Select(ReadOneAsync)).ConfigureAwait(false));

            async Task<List<TrueCell<IReadOnlyList<string>>>> ReadOneAsync(PostgresSession session)
            {
                try
                {
                    return await session.QueryAsync(
                        statement.Sql, statement.Parameters, reader => PostgresRows.Cell(read.Query, reader), together.Token).ConfigureAwait(false);
                }
                catch (NpgsqlException)
                {
                    await together.CancelAsync().ConfigureAwait(false);
                    throw;
                }
            }
        }
    }
}
