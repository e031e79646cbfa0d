using System.Globalization;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>Looks at a mapped table when the node starts: that it can be read as mapped, that the node cannot write, and what rows are refused.</summary>
/// <param name="secret">Keys units and versions.</param>
/// <param name="limits">What one question may take.</param>
/// <param name="maxRefusedShare">The greatest share of rows that may have no place in the dictionary.</param>
/// <param name="logger">Receives the share of refused rows per reason, for the operator.</param>
internal sealed class PostgresSurvey(NodeSecret secret, ReadingLimits limits, double maxRefusedShare, ILogger logger)
{
    private const string NotFinite = "NaN or infinity";

    /// <summary>Connects to the servers that a mapping names, and surveys them.</summary>
    /// <param name="mapping">The mapping, whose origin is a table.</param>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="known">The servers of the configuration.</param>
    /// <param name="pathOf">Makes a path of the configuration absolute.</param>
    /// <param name="options">The node's limits.</param>
    /// <param name="secret">Keys units and versions.</param>
    /// <param name="logger">The operator's log.</param>
    /// <exception cref="StartupException">Something that the operator can put right.</exception>
    public static PostgresEngine Open(
        NodeMapping mapping, DataDictionary dictionary, IReadOnlyList<PostgresOptions> known, Func<string, string> pathOf, NodeOptions options, NodeSecret secret, ILogger logger)
    {
        PostgresServer[] servers = ServersOf(mapping, known, pathOf, options);
        return new PostgresSurvey(secret, ReadingLimits.Of(options), options.MaxRefusedShare, logger).Run(mapping, dictionary, servers);
    }

    /// <summary>The servers that a mapping names, in its order, without a connection yet.</summary>
    /// <exception cref="StartupException">The configuration has no such server, or a file of it cannot be read.</exception>
    public static PostgresServer[] ServersOf(NodeMapping mapping, IReadOnlyList<PostgresOptions> known, Func<string, string> pathOf, NodeOptions options) =>
        [.. ((TableSource)mapping.Origin).Servers.Select(name => PostgresServer.Of(
            known.FirstOrDefault(server => server.Name == name)
                ?? throw new StartupException($"The mapping of {mapping.Dataset.Id} names the server {name}, which Node:Servers does not have. Add it there, or correct source.servers.", ExitCodes.Configuration),
            pathOf,
            options.QueryTimeout,
            options.MaxConcurrentQueries))];

    /// <summary>Surveys a mapped table and returns the engine that reads it; disposes of the servers where there is none.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public PostgresEngine Run(NodeMapping mapping, DataDictionary dictionary, IReadOnlyList<PostgresServer> servers)
    {
        try
        {
            return RunAsync(mapping, dictionary, servers, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch
        {
            foreach (PostgresServer server in servers)
            {
                server.Dispose();
            }

            throw;
        }
    }

    /// <summary>Surveys a mapped table on all its servers and returns the engine that reads it.</summary>
    /// <param name="mapping">The mapping, whose origin is a table.</param>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="servers">The servers, in the mapping's order; the engine disposes of them.</param>
    /// <param name="cancellation">Ends the survey.</param>
    /// <exception cref="StartupException">Something that the operator can put right; quotes no value of a row.</exception>
    public async Task<PostgresEngine> RunAsync(NodeMapping mapping, DataDictionary dictionary, IReadOnlyList<PostgresServer> servers, CancellationToken cancellation)
    {
        var looks = new List<PostgresLook>();
        foreach (PostgresServer server in servers)
        {
            looks.Add(await GuardAsync(server, () => LookAsync(server, mapping, cancellation)).ConfigureAwait(false));
        }

        PostgresParts.Check(mapping, servers, looks);
        CheckRefused(mapping, looks);
        PostgresRelation relation = looks[0].Relation;
        var version = new PostgresVersion(secret, dictionary, mapping, relation, [.. servers.Zip(looks, (server, look) => new PostgresGuard(server.Name, mapping, look.Shape))], limits.OpenCodes);
        foreach (PostgresServer server in servers.Zip(looks).Where(pair => !pair.Second.IsStable).Select(pair => pair.First))
        {
            Log.SourceScannedEachTime(logger, mapping.Dataset.Id, server.Name);
        }

        var engine = new PostgresEngine(servers, relation, version, secret, limits);
        try
        {
            using IDataSnapshot snapshot = engine.Open(cancellation);
            return engine;
        }
        catch (DataEngineException exception)
        {
            throw new StartupException($"The data set {mapping.Dataset.Id} cannot be read in full. {exception.Kind}: {exception.Remedy}", ExitCodes.Configuration);
        }
    }

    private static async Task<T> GuardAsync<T>(PostgresServer server, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw PostgresFailure.AtStart(server.Name, exception);
        }
    }

    private static async Task<PostgresLook> LookAsync(PostgresServer server, NodeMapping mapping, CancellationToken cancellation)
    {
        await using PostgresSession session = await server.OpenAsync(cancellation).ConfigureAwait(false);
        PostgresTable table = await PostgresTable.FindAsync(session, server.Name, mapping, cancellation).ConfigureAwait(false);
        PostgresRelation relation = await BindAsync(session, server.Name, mapping, table, cancellation).ConfigureAwait(false);
        return new PostgresLook(
            relation,
            await RefusedAsync(session, relation, cancellation).ConfigureAwait(false),
            await table.PartsAsync(session, cancellation).ConfigureAwait(false),
            await table.IsStableAsync(session, mapping, cancellation).ConfigureAwait(false),
            await PostgresShape.OfAsync(session, mapping, table, cancellation).ConfigureAwait(false));
    }

    // Every expression is bound by itself, so that all that do not fit are reported at once.
    private static async Task<PostgresRelation> BindAsync(PostgresSession session, string server, NodeMapping mapping, PostgresTable table, CancellationToken cancellation)
    {
        var errors = new List<string>();
        string unit = await TypeAsync("unit", mapping.Unit.Expression).ConfigureAwait(false);
        string? unfit = PostgresUnitType.Problem(unit)
            ?? (errors.Count == 0 && PostgresUnitType.HasCollation(unit) ? await CollationAsync(session, mapping, cancellation).ConfigureAwait(false) : null);
        errors.AddRange(unfit is null ? [] : [$"  /unit/expression {mapping.Unit.Expression}: {unfit}"]);
        var columns = new List<PostgresColumn>();
        foreach (ColumnRule rule in mapping.Columns)
        {
            var column = new PostgresColumn(rule, await TypeAsync($"columns/{rule.Column.Name}", rule.Expression).ConfigureAwait(false), columns.Count);
            columns.Add(column);
            errors.AddRange(column.Problem is { } problem ? [$"  /columns/{rule.Column.Name}/expression: {problem}"] : []);
        }

        return errors.Count == 0 ? new PostgresRelation(mapping, unit, columns) : throw new StartupException(
            $"The mapping of {mapping.Dataset.Id} does not fit {PostgresRelation.TableSql(mapping)} on the server {server}:\n{string.Join('\n', errors)}\n"
            + $"  It has the columns: {string.Join(", ", table.Columns.Select(PostgresRelation.Quote))}.\n  Correct the expressions of the mapping.", ExitCodes.Configuration);

        // No row is read, so what the server says of the expression quotes none; other failures are named by their code alone.
        async Task<string> TypeAsync(string place, string expression) => await session.TryTypeAsync(
            $"SELECT ({expression}) FROM {PostgresRelation.TableSql(mapping)} GROUP BY 1 LIMIT 0",
            exception => errors.Add($"  /{place}/expression {expression}: {(exception.SqlState.StartsWith("42", StringComparison.Ordinal) ? exception.MessageText : exception.SqlState)}"),
            cancellation).ConfigureAwait(false) ?? "text";
    }

    // The collation follows from the expression alone; no row is read.
    private static async Task<string?> CollationAsync(PostgresSession session, NodeMapping mapping, CancellationToken cancellation)
    {
        bool bytewise = (await session.QueryAsync(
            "SELECT coalesce((SELECT c.collisdeterministic FROM pg_collation c WHERE c.oid = to_regcollation(named.collation)), false) FROM (SELECT pg_collation_for("
            + $"CASE WHEN false THEN ({mapping.Unit.Expression}) END) AS collation FROM (SELECT) AS one LEFT JOIN {PostgresRelation.TableSql(mapping)} ON false) AS named",
            new PostgresParameters(),
            reader => reader.GetBoolean(0),
            cancellation).ConfigureAwait(false))[0];
        return bytewise ? null : "its collation takes texts of different bytes for equal, of which the node would make two units. Give them one spelling and say that its bytes count, such as "
            + $"lower({mapping.Unit.Expression}) COLLATE \"C\"";
    }

    /// <summary>A query of the reasons for which rows are refused, and the rows of each; those that are not refused under the empty text.</summary>
    public static string ReasonsSql(PostgresRelation relation, PostgresParameters parameters)
    {
        string joins = string.Concat(relation.Columns.Select(column => column.JoinSql(parameters)));
        string values = string.Concat(relation.Columns.Select(column => $", {column.ValueSql(parameters)} AS {column.Name}"));
        IEnumerable<string> reasons = relation.Columns.Select(column => column.RefusalSql(column.Name, NotFinite));
        string unit = relation.NullIsOwnUnit ? "NULL" : "CASE WHEN unit IS NULL THEN 'unit: missing' END";
        return $"SELECT coalesce({unit}, {string.Join(", ", reasons)}, ''), count(*) FROM (SELECT source.*{values} FROM ({relation.SourceSql}) AS source{joins}) AS typed GROUP BY 1 ORDER BY 1";
    }

    private static async Task<IReadOnlyDictionary<string, long>> RefusedAsync(PostgresSession session, PostgresRelation relation, CancellationToken cancellation)
    {
        var parameters = new PostgresParameters();
        List<(string Reason, long Rows)> found = await session.QueryAsync(
            ReasonsSql(relation, parameters), parameters, reader => (reader.GetString(0), reader.GetInt64(1)), cancellation).ConfigureAwait(false);
        return found.ToDictionary(pair => pair.Reason, pair => pair.Rows, StringComparer.Ordinal);
    }

    private void CheckRefused(NodeMapping mapping, List<PostgresLook> looks)
    {
        var reasons = looks.SelectMany(look => look.Reasons).GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(same => (Reason: same.Key, Rows: same.Sum(pair => pair.Value))).OrderBy(pair => pair.Reason, StringComparer.Ordinal).ToList();
        if (reasons.Find(pair => pair.Reason.EndsWith(NotFinite, StringComparison.Ordinal)) is { Reason: { } reason })
        {
            throw new StartupException($"The data set {mapping.Dataset.Id} holds {NotFinite} for {reason.Split(':')[0]}. Correct the rows, or map them to a missing value.", ExitCodes.Configuration);
        }

        long rows = reasons.Sum(pair => pair.Rows);
        reasons.RemoveAll(pair => pair.Reason.Length == 0);
        long refused = reasons.Sum(pair => pair.Rows);
        string list = string.Join(", ", reasons.Select(pair => Percent(pair.Rows, rows) + pair.Reason));
        if (refused > rows * maxRefusedShare)
        {
            throw new StartupException(string.Create(CultureInfo.InvariantCulture,
                $"The data set {mapping.Dataset.Id} refused {100 * refused / rows} % of its rows, more than the share {maxRefusedShare} that MaxRefusedShare allows: {list}. Correct the mapping, or raise MaxRefusedShare if the rows may be left out."), ExitCodes.Configuration);
        }

        if (refused > 0)
        {
            Log.RowsRefused(logger, mapping.Dataset.Id, list);
        }
    }

    // An exact number of rows is a true count, which no log may hold.
    private static string Percent(long count, long rows) =>
        100 * count < rows ? "under 1 % " : string.Create(CultureInfo.InvariantCulture, $"{((100 * count) + (rows / 2)) / rows} % ");
}

/// <summary>What the survey saw of a table on one server.</summary>
/// <param name="Relation">The table as mapped.</param>
/// <param name="Reasons">Rows by the reason of their refusal; those that are not refused under the empty text.</param>
/// <param name="Parts">The table's hash partitions; none where it is not partitioned by hash.</param>
/// <param name="IsStable">Whether the server's snapshot tells all that the mapping's expressions can depend on.</param>
/// <param name="Shape">What a reading depends on beside the rows.</param>
internal sealed record PostgresLook(
    PostgresRelation Relation, IReadOnlyDictionary<string, long> Reasons, IReadOnlyList<PostgresPart> Parts, bool IsStable, PostgresShape Shape);
