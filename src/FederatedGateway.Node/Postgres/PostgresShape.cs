namespace FederatedGateway.Node;

/// <summary>What a reading of a mapped table depends on beside its rows: what kind of table it is, the columns that the mapping names, what its expressions give, how it is shared.</summary>
/// <param name="Kind">The catalogue's letter for the kind, such as <c>r</c> for a table.</param>
/// <param name="Lines">Each thing in words, names and types alone.</param>
internal sealed record PostgresShape(string Kind, IReadOnlyList<string> Lines)
{
    private const string ColumnsSql = """
        SELECT format('column %I of type %s%s', attname, format_type(atttypid, atttypmod), CASE WHEN attcollation <> 0 THEN ' with collation ' || attcollation::regcollation END)
        FROM pg_attribute WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped AND strpos(lower($2), lower(attname::text)) > 0
        """;

    /// <summary>
    /// Whether the table can be locked before a snapshot is taken. Without, a table that is emptied and filled again in the meantime looks empty to the
    /// snapshot. Materialised views and foreign tables cannot be.
    /// </summary>
    public bool IsLockable => Kind is "r" or "p" or "v";

    /// <summary>Looks at a table.</summary>
    /// <param name="session">A session.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="table">Its table.</param>
    /// <param name="cancellation">Ends the look.</param>
    public static async Task<PostgresShape> OfAsync(PostgresSession session, NodeMapping mapping, PostgresTable table, CancellationToken cancellation)
    {
        string[] names = ["unit", .. mapping.Columns.Select(rule => rule.Column.Name)];
        string[] expressions = [mapping.Unit.Expression, .. mapping.Columns.Select(rule => rule.Expression)];
        IReadOnlyList<string> types = await session.TypesAsync(
            $"SELECT {string.Join(", ", expressions.Select(expression => $"({expression})"))} FROM {PostgresRelation.TableSql(mapping)} LIMIT 0", cancellation).ConfigureAwait(false);
        var parameters = new PostgresParameters();
        parameters.Add(table.Oid);
        parameters.Add(string.Join('\n', expressions));
        List<string> columns = await session.QueryAsync(ColumnsSql, parameters, reader => reader.GetString(0), cancellation).ConfigureAwait(false);
        IEnumerable<PostgresPart> parts = ((TableSource)mapping.Origin).Servers.Count == 1 ? [] : await table.PartsAsync(session, cancellation).ConfigureAwait(false);
        return new PostgresShape(table.Kind, [$"kind {table.Kind}", .. names.Zip(types, (name, type) => $"{type} for {name}"), .. columns, .. parts.Select(part => part.ToString())]);
    }

    /// <summary>What is different now, in words; null for nothing. What the mapping does not name may change.</summary>
    public string? Difference(PostgresShape now) =>
        Lines.Except(now.Lines).Select(line => $"it had {line}").FirstOrDefault() ?? now.Lines.Except(Lines).Select(line => $"it did not have {line}").FirstOrDefault();
}
