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
    private readonly long _memory;

    /// <summary>An engine that was surveyed.</summary>
    /// <param name="servers">The servers, which the engine disposes of.</param>
    /// <param name="relation">The mapped table.</param>
    /// <param name="version">Tells its state.</param>
    /// <param name="secret">With the query, seeds the choice of groups.</param>
    /// <param name="memory">The most bytes that the node holds of one question's groups.</param>
    public PostgresEngine(IReadOnlyList<PostgresServer> servers, PostgresRelation relation, PostgresVersion version, NodeSecret secret, long memory)
    {
        _memory = memory;
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
    /// <remarks>Only what the node itself holds has a limit; a server that is short of memory uses its disk.</remarks>
    public bool CanRead(BoundedRead read)
    {
        long bytes = 96 + (8L * read.Components.Sum(component => (long)component.Width));
        return read.Query.GridSize is not { } groups || groups <= _memory / bytes / _servers.Sum(server => server.Slices);
    }

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
            throw new DataEngineException(PostgresFailure.KindOf(exception), PostgresFailure.Remedy(exception));
        }
    }

    /// <summary>One state of the data on all servers.</summary>
    internal sealed class Snapshot(PostgresEngine engine, IReadOnlyList<PostgresSession> sessions, string version) : IDataSnapshot
    {
        public string DataVersion => version;

        public Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(BoundedRead read, CancellationToken cancellation) =>
            Sensitive.Of<IReadOnlyList<TrueCell<IReadOnlyList<string>>>>(ReadCells(read, cancellation));

        /// <summary>The true cells in the open, for tests of the bounding.</summary>
        internal List<TrueCell<IReadOnlyList<string>>> ReadCells(BoundedRead read, CancellationToken cancellation) =>
            Wait(() => ReadAsync(read, cancellation), cancellation);

        public void Dispose() => CloseAsync(sessions).GetAwaiter().GetResult();

        // A server reads its slices side by side, each in a session of its own that sees the same state.
        private async Task<List<TrueCell<IReadOnlyList<string>>>> ReadAsync(BoundedRead read, CancellationToken cancellation)
        {
            var others = new List<PostgresSession>();
            try
            {
                var slices = new List<(PostgresSession Session, PostgresSlice Slice)>();
                foreach ((PostgresSession session, PostgresServer server) in sessions.Zip(engine._servers))
                {
                    IReadOnlyList<PostgresSession> more = await server.ShareAsync(session, others, cancellation).ConfigureAwait(false);
                    slices.AddRange(more.Prepend(session).Select((one, index) => (one, new PostgresSlice(index, server.Slices))));
                }

                return await ReadAsync(read, slices, cancellation).ConfigureAwait(false);
            }
            finally
            {
                await CloseAsync(others).ConfigureAwait(false);
            }
        }

        private async Task<List<TrueCell<IReadOnlyList<string>>>> ReadAsync(
            BoundedRead read, List<(PostgresSession Session, PostgresSlice Slice)> slices, CancellationToken cancellation)
        {
            // Whoever fails first ends the others: there is no answer without all.
            using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            return PostgresRows.Add(await Task.WhenAll(slices.Select(ReadOneAsync)).ConfigureAwait(false));

            async Task<List<TrueCell<IReadOnlyList<string>>>> ReadOneAsync((PostgresSession Session, PostgresSlice Slice) one)
            {
                try
                {
                    return await PostgresRows.ReadAsync(one.Session, engine._relation, read, engine._secret, one.Slice, together.Token).ConfigureAwait(false);
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
