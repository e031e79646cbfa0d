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
    private readonly ReadingLimits _limits;

    /// <summary>An engine that was surveyed.</summary>
    /// <param name="servers">The servers, which the engine disposes of.</param>
    /// <param name="relation">The mapped table.</param>
    /// <param name="version">Tells its state.</param>
    /// <param name="secret">With the query, seeds the choice of groups.</param>
    /// <param name="limits">What one question may take.</param>
    public PostgresEngine(IReadOnlyList<PostgresServer> servers, PostgresRelation relation, PostgresVersion version, NodeSecret secret, ReadingLimits limits)
    {
        _limits = limits;
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

    /// <summary>The most combinations of open codes that a server has in the state last seen; for the operator alone.</summary>
    public long OpenCombinations => _version.OpenCombinations;

    /// <inheritdoc/>
    public bool IsFixed => false;

    /// <inheritdoc/>
    /// <remarks>
    /// Only what the node itself holds has a limit; a server that is short of memory uses its disk. Open codes count as many as the operator lets a server
    /// have, and a state of the data with more is not read (<see cref="PostgresVersion"/>): so what fits by it fits in truth (docs/decisions/0010-open-codes.md).
    /// </remarks>
    public bool CanRead(IReadOnlyList<BoundedRead> levels) => levels.All(read => Groups(read) <= (ulong)Fitting(read));

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

    /// <summary>Closes sessions.</summary>
    public static async Task CloseAsync(IEnumerable<PostgresSession> sessions)
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

    private async Task ReadAsync(BoundedRead read, PostgresSession session, PostgresSlice slice, PostgresTotals totals, CancellationToken cancellation)
    {
        PostgresStatement statement = PostgresStatement.Of(_relation, read, _secret, slice);
        await session.StreamAsync(statement.Sql, statement.Parameters, totals.Add, cancellation).ConfigureAwait(false);
        foreach ((MeasureComponent component, int place) in PostgresTotals.Trees(read))
        {
            PostgresTree tree = PostgresTree.Of(_relation, read, component, _secret, slice);
            await session.StreamAsync(tree.Sql, tree.Parameters, reader => totals.AddToTree(reader, place), cancellation).ConfigureAwait(false);
        }
    }

    // The most groups that a read can have by public inputs.
    private UInt128 Groups(BoundedRead read)
    {
        if (read.Query.GridSize is { } grid)
        {
            return (ulong)grid;
        }

        UInt128 open = (ulong)_limits.OpenCodes * (ulong)_servers.Count;
        return read.Query.GroupBy.Where(dimension => dimension.Codes is not null).GroupBy(dimension => dimension.Column.Name)
            .Aggregate(open, (groups, column) => UInt128.Min(groups * MostOf([.. column]), ulong.MaxValue));
    }

    // Functions of one column make no more groups than the column has values.
    private static UInt128 MostOf(IReadOnlyList<Dimension> ofColumn) => UInt128.Min(
        (uint)ColumnRange.Of(ofColumn[0].Column.Type, 0).Count, ofColumn.Aggregate(UInt128.One, (product, dimension) => UInt128.Min(product * (uint)dimension.Codes!.Count, ulong.MaxValue)));

    private long Fitting(BoundedRead read) => _limits.Memory / PostgresTotals.BytesOf(read);

    // An answer is made on a thread of the pool, which waits here; places for concurrent questions bound how many do. The servers work side by side.
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
    internal sealed class Snapshot(PostgresEngine engine, IReadOnlyList<PostgresSession> sessions, PostgresState state) : IDataSnapshot
    {
        public string DataVersion => state.Version;

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
                int parts = engine._servers.Sum(server => server.Slices);
                var slices = new List<(PostgresSession Session, PostgresSlice Slice)>();
                foreach ((PostgresSession session, PostgresServer server) in sessions.Zip(engine._servers))
                {
                    IReadOnlyList<PostgresSession> more = await server.ShareAsync(session, others, cancellation).ConfigureAwait(false);
                    slices.AddRange(more.Prepend(session).Select((one, index) => (one, new PostgresSlice(index, server.Slices, parts))));
                }

                List<TrueCell<IReadOnlyList<string>>> cells = await ReadAsync(read, slices, cancellation).ConfigureAwait(false);
                await engine._version.CheckReadAsync(state, sessions, cancellation).ConfigureAwait(false);
                return cells;
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
            var totals = new PostgresTotals(read, (long)UInt128.Min(engine.Groups(read), (ulong)engine.Fitting(read)));
            await Task.WhenAll(slices.Select(ReadOneAsync)).ConfigureAwait(false);
            return totals.ToCells();

            async Task ReadOneAsync((PostgresSession Session, PostgresSlice Slice) one)
            {
                try
                {
                    await engine.ReadAsync(read, one.Session, one.Slice, totals, together.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is NpgsqlException or DataEngineException)
                {
                    await together.CancelAsync().ConfigureAwait(false);
                    throw;
                }
            }
        }
    }
}
