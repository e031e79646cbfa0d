using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Names the state of a data set in PostgreSQL, as one transaction sees it.</summary>
/// <remarks>
/// The name is a keyed hash of dictionary, mapping and a fingerprint of what the mapping reads: the number of rows and, over all rows, two
/// sums of 64-bit hashes of the row's text under secret seeds, the same in any order of rows. It costs one scan. Where the server's own snapshot is that of
/// the last scan, letter by letter, no transaction can have changed anything in between, and there is no scan (decision 0008). The same scan counts
/// the combinations of open codes, and a state with more than the operator's limit is not read (docs/decisions/0010-open-codes.md).
/// </remarks>
internal sealed class PostgresVersion : IDisposable
{
    // Raised when the node comes to read the same rows differently, so that answers made before are not taken for answers now.
    private const string Reading = "FederatedGateway PostgreSQL data version 3";

    private const string StampSql =
        "SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE concat_ws(' ', pg_current_snapshot(), pg_postmaster_start_time()) END";

    private readonly NodeSecret _secret;
    private readonly DataDictionary _dictionary;
    private readonly NodeMapping _mapping;
    private readonly string _sql;
    private readonly PostgresParameters _parameters = new();
    private readonly int _openCodes;
    private readonly IReadOnlyList<PostgresGuard> _guards;
    private readonly (string? Stamp, string Tables, string Fingerprint, long Open)[] _last;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Of a mapped table.</summary>
    /// <param name="secret">Keys the name and the hashes.</param>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="relation">What the mapping reads.</param>
    /// <param name="guards">One for each server.</param>
    /// <param name="openCodes">The most combinations of open codes on a server.</param>
    public PostgresVersion(NodeSecret secret, DataDictionary dictionary, NodeMapping mapping, PostgresRelation relation, IReadOnlyList<PostgresGuard> guards, int openCodes)
    {
        _openCodes = openCodes;
        _secret = secret;
        _dictionary = dictionary;
        _mapping = mapping;
        _guards = guards;
        _last = new (string?, string, string, long)[guards.Count];

        _sql = ScanSql(relation);
    }

    /// <summary>The version last seen.</summary>
    public string Last { get; private set; } = "";

    /// <summary>The most combinations of open codes that a server has in the state last seen.</summary>
    public long OpenCombinations => _last.Max(server => server.Open);

    /// <summary>The state that the sessions see.</summary>
    public async Task<PostgresState> OfAsync(IReadOnlyList<PostgresSession> sessions, CancellationToken cancellation)
    {
        // One at a time: the second finds what the first has scanned.
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            string[] tables = await Task.WhenAll(sessions.Select((session, index) => LookAsync(session, index, cancellation))).ConfigureAwait(false);
            return new PostgresState(Last = Name(), tables);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes sure, after a read, that it read what its state names.</summary>
    /// <exception cref="DataEngineException">It may have read more.</exception>
    public Task CheckReadAsync(PostgresState state, IReadOnlyList<PostgresSession> sessions, CancellationToken cancellation) =>
        Task.WhenAll(sessions.Select((session, index) => _guards[index].CheckTablesAsync(session, state.Tables[index], cancellation)));

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // Returns the tables that there were when the version was told.
    private async Task<string> LookAsync(PostgresSession session, int index, CancellationToken cancellation)
    {
        // Changes of tables and grants are transactions too: where the stamp is that of the last scan, they are as they were.
        await _guards[index].LockAsync(session, cancellation).ConfigureAwait(false);
        string tables = await _guards[index].TablesAsync(session, cancellation).ConfigureAwait(false);
        string? stamp = (await session.QueryAsync(StampSql, new PostgresParameters(), reader => reader.IsDBNull(0) ? null : reader.GetString(0), cancellation).ConfigureAwait(false))[0];
        if (stamp is null || (stamp, tables) != (_last[index].Stamp, _last[index].Tables))
        {
            bool stable = await _guards[index].CheckAsync(session, cancellation).ConfigureAwait(false);
            (string fingerprint, long open) = await ScanAsync(session, cancellation).ConfigureAwait(false);
            _last[index] = (stable ? stamp : null, tables, fingerprint, open);
        }

        return tables;
    }

    private async Task<(string Fingerprint, long Open)> ScanAsync(PostgresSession session, CancellationToken cancellation)
    {
        (string fingerprint, long open) = (await session.QueryAsync(_sql, _parameters, reader => (reader.GetString(0), reader.GetInt64(1)), cancellation).ConfigureAwait(false))[0];
        return open <= _openCodes ? (fingerprint, open) : throw new DataEngineException(
            string.Create(CultureInfo.InvariantCulture, $"a server has more than {_openCodes} different combinations of {OpenNames}"),
            "raise Node:MaxOpenCodes and start the node again; questions that group by them then need more of Node:QueryMemoryMegabytes.");
    }

    private string OpenNames => string.Join(", ", _mapping.Columns.Where(rule => rule.Column.Type is PatternType).Select(rule => rule.Column.Name));

    // One scan. Hashes are of the text of the whole row: hashes of records are sums over the columns, so rows that swap a value would keep them.
    // OFFSET 0 keeps the server from making the text twice. Rows are brought together by their open codes, which are then few, and checked once each.
    private string ScanSql(PostgresRelation relation)
    {
        PostgresColumn[] open = [.. relation.Columns.Where(column => column.Rule.Column.Type is PatternType)];
        string names = string.Join(", ", open.Select(column => column.Source));
        string lines = $"SELECT {(open.Length == 0 ? "" : names + ", ")}ROW({relation.SourceNames})::text COLLATE \"C\" AS line FROM ({relation.SourceSql}) AS source OFFSET 0";
        string sums = $"count(*) AS n, sum(hashtextextended(line, {Seed("fingerprint 1")})) AS one, sum(hashtextextended(line, {Seed("fingerprint 2")})) AS two";
        string groups = open.Length == 0 ? "" : $" GROUP BY {names}";
        string checks = open.Length == 0 ? "false" : string.Join(" AND ", open.Select(column => column.OpenSql(_parameters)));
        return $"SELECT concat_ws(' ', coalesce(sum(n), 0), sum(one), sum(two)), count(*) FILTER (WHERE {checks}) "
            + $"FROM (SELECT {(open.Length == 0 ? "" : names + ", ")}{sums} FROM ({lines}) AS lines{groups}) AS codes";
    }

    private string Name()
    {
        using IncrementalHash hash = _secret.StartHmac();
        foreach (string part in _last.Select(server => server.Fingerprint).Prepend(_dictionary.Hash).Prepend(Reading))
        {
            Append(hash, Encoding.UTF8.GetBytes(part));
        }

        Append(hash, _mapping.Document.Span);
        return "hmac-sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Lengths go first, so that no two lists of parts make the same bytes.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }

    private string Seed(string label) =>
        _parameters.Add(_secret.Seed(label, _mapping.Dataset.Id));
}

/// <summary>One state of a data set on all its servers.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Tables">The tables that it is read from, of each server (<see cref="PostgresGuard.TablesAsync"/>).</param>
internal sealed record PostgresState(string Version, IReadOnlyList<string> Tables);
