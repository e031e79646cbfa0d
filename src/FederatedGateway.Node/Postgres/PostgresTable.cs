using System.Text.RegularExpressions;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>A table or view as a server's catalogue describes it.</summary>
/// <param name="Oid">Its number in the catalogue.</param>
/// <param name="Kind">The catalogue's letter for what it is, such as <c>r</c> for a table.</param>
/// <param name="Columns">Its columns, for messages.</param>
internal sealed partial record PostgresTable(long Oid, string Kind, IReadOnlyList<string> Columns)
{
    // The oldest that the node is written for; its functions and catalogues are those of this version.
    private const int OldestServer = 14;

    private const string WritableSql = """
        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
        AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') ORDER BY 1 LIMIT 1
        """;

    // The table itself, its partitions, and whatever inherits from it.
    private const string MembersSql = """
        WITH RECURSIVE members(oid) AS (SELECT $1::oid UNION SELECT i.inhrelid FROM pg_inherits i JOIN members m ON i.inhparent = m.oid)
        """;

    // Functions whose result changes while no row does. Anything from outside pg_catalog may be one.
    private const string StableSql = MembersSql + """
         SELECT (SELECT bool_and(c.relkind IN ('r', 'p', 'm') AND NOT c.relrowsecurity) FROM pg_class c JOIN members USING (oid))
        AND NOT $2 && ARRAY['select', 'current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp']
        AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.proname = ANY ($2) AND (p.provolatile = 'v' OR p.pronamespace <> 'pg_catalog'::regnamespace
            OR p.proname IN ('now', 'age', 'transaction_timestamp', 'statement_timestamp')))
        """;

    private const string PartsSql = """
        SELECT coalesce(pg_get_partkeydef(p.oid), ''), coalesce(pg_get_expr(c.relpartbound, c.oid), ''), c.relkind::text
        FROM pg_class t JOIN pg_inherits i ON CASE WHEN t.relkind = 'p' THEN i.inhparent ELSE i.inhrelid END = t.oid
        JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent WHERE t.oid = $1::oid
        """;

    /// <summary>Finds the mapped table, after making sure that the server can serve it and that the node's role cannot write.</summary>
    /// <exception cref="StartupException">It cannot be used; the message says what to do.</exception>
    public static async Task<PostgresTable> FindAsync(PostgresSession session, string server, NodeMapping mapping, CancellationToken cancellation)
    {
        if (session.ServerVersion.Major < OldestServer)
        {
            throw Wrong(server, $"is PostgreSQL {session.ServerVersion.Major}. The node reads version {OldestServer} or later");
        }

        if (await TextAsync(session, "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()", [], cancellation).ConfigureAwait(false) is var encoding and not "UTF8")
        {
            throw Wrong(server, $"keeps this database in {encoding}. The node reads UTF8");
        }

        if (await TextAsync(session, WritableSql, [], cancellation).ConfigureAwait(false) is { } writable)
        {
            throw Wrong(server, $"lets the node's role write {writable}. Give the node a role of its own that may only read: CREATE ROLE fedgate LOGIN; GRANT USAGE ON SCHEMA ...; GRANT SELECT ON {PostgresRelation.TableSql(mapping)} TO fedgate");
        }

        var parameters = new PostgresParameters();
        string name = parameters.Add(PostgresRelation.TableSql(mapping));
        List<(long Oid, string Kind, string[] Columns)> found = await session.QueryAsync(
            $"SELECT c.oid::int8, c.relkind::text, array(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum) FROM pg_class c WHERE c.oid = to_regclass({name})",
            parameters,
            reader => (reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<string[]>(2)),
            cancellation).ConfigureAwait(false);
        return found is [var (oid, kind, columns)]
            ? new PostgresTable(oid, kind, columns)
            : throw Wrong(server, $"has no {PostgresRelation.TableSql(mapping)} that the role can see. Correct source.schema and source.table of the mapping, or GRANT USAGE on the schema");
    }

    /// <summary>The table's hash partitions, or the one that it is itself.</summary>
    public async Task<IReadOnlyList<PostgresPart>> PartsAsync(PostgresSession session, CancellationToken cancellation)
    {
        var parameters = new PostgresParameters();
        parameters.Add(Oid);
        return await session.QueryAsync(PartsSql, parameters, reader => PostgresPart.Read(reader.GetString(0), reader.GetString(1), reader.GetString(2)), cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether two reads under one and the same snapshot must give the same: local tables, and expressions without time, chance or functions of others.</summary>
    public async Task<bool> IsStableAsync(PostgresSession session, NodeMapping mapping, CancellationToken cancellation)
    {
        var parameters = new PostgresParameters();
        parameters.Add(Oid);
        IEnumerable<string> expressions = [mapping.Unit.Expression, .. mapping.Columns.Select(column => column.Expression)];
        parameters.Add(expressions.SelectMany(expression => Word().Matches(expression)).Select(word => word.Value.ToLowerInvariant()).Distinct().ToArray());
        return (await session.QueryAsync(StableSql, parameters, reader => reader.GetBoolean(0), cancellation).ConfigureAwait(false))[0];
    }

    private static async Task<string?> TextAsync(PostgresSession session, string sql, object[] values, CancellationToken cancellation)
    {
        var parameters = new PostgresParameters();
        foreach (object value in values)
        {
            parameters.Add(value);
        }

        return (await session.QueryAsync(sql, parameters, reader => reader.GetString(0), cancellation).ConfigureAwait(false)).FirstOrDefault();
    }

    private static StartupException Wrong(string server, string what) => new($"The PostgreSQL server {server} {what}.", ExitCodes.Configuration);

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_$]*")]
    private static partial Regex Word();
}
