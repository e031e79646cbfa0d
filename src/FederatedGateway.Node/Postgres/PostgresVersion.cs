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
/// the last scan, letter by letter, no transaction can have changed anything in between, and there is no scan (decision 0008).
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
    private readonly PostgresParameters _seeds = new();
    private readonly bool[] _stable;
    private readonly (string? Stamp, string Fingerprint)[] _last;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Of a mapped table.</summary>
    /// <param name="secret">Keys the name and the hashes.</param>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="relation">What the mapping reads.</param>
    /// <param name="stable">For each server, whether its snapshot tells all that the mapping's expressions can depend on.</param>
    public PostgresVersion(NodeSecret secret, DataDictionary dictionary, NodeMapping mapping, PostgresRelation relation, IReadOnlyList<bool> stable)
    {
        _secret = secret;
        _dictionary = dictionary;
        _mapping = mapping;
        _stable = [.. stable];
        _last = new (string?, string)[_stable.Length];

        // The text of the whole row: hashes of records are sums over the columns, so rows that swap a value would keep them.
        // OFFSET 0 keeps the server from making the text twice.
        string rows = $"SELECT ROW({relation.SourceNames})::text COLLATE \"C\" AS line FROM ({relation.SourceSql}) AS source OFFSET 0";
        _sql = $"SELECT concat_ws(' ', count(*), sum(hashtextextended(line, {Seed("fingerprint 1")})), sum(hashtextextended(line, {Seed("fingerprint 2")}))) FROM ({rows}) AS lines";
    }

    /// <summary>The version last seen.</summary>
    public string Last { get; private set; } = "";

    /// <summary>The version that the sessions see.</summary>
    public async Task<string> OfAsync(IReadOnlyList<PostgresSession> sessions, CancellationToken cancellation)
    {
        // One at a time: the second finds what the first has scanned.
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(sessions.Select((session, index) => LookAsync(session, index, cancellation))).ConfigureAwait(false);
            return Last = Name();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task LookAsync(PostgresSession session, int index, CancellationToken cancellation)
    {
        string? stamp = _stable[index] ? await OneAsync(session, StampSql, new PostgresParameters(), cancellation).ConfigureAwait(false) : null;
        if (stamp is null || stamp != _last[index].Stamp)
        {
            _last[index] = (stamp, (await OneAsync(session, _sql, _seeds, cancellation).ConfigureAwait(false))!);
        }
    }

    private static async Task<string?> OneAsync(PostgresSession session, string sql, PostgresParameters parameters, CancellationToken cancellation) =>
        (await session.QueryAsync(sql, parameters, reader => reader.IsDBNull(0) ? null : reader.GetString(0), cancellation).ConfigureAwait(false))[0];

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
        _seeds.Add(_secret.Seed(label, _mapping.Dataset.Id));
}
