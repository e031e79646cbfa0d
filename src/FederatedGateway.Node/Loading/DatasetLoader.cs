using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>Loads the files of one mapping into a typed table, once, when the node starts.</summary>
/// <param name="connection">A connection to the node's DuckDB that may still read files.</param>
/// <param name="secret">Keys the units and the data version.</param>
/// <param name="maxRefusedShare">The greatest share of rows that may have no place in the dictionary.</param>
/// <param name="logger">Receives the share of refused rows per reason, for the operator.</param>
internal sealed class DatasetLoader(DuckDBConnection connection, NodeSecret secret, double maxRefusedShare, ILogger logger)
{
    /// <summary>Loads a data set.</summary>
    /// <param name="mapping">What to load.</param>
    /// <param name="dictionary">The dictionary, whose hash is part of the data version.</param>
    /// <param name="table">The name of the table to make.</param>
    /// <exception cref="StartupException">The files cannot be loaded; the message says where and what to do, and quotes no value.</exception>
    public LoadedDataset Load(NodeMapping mapping, DataDictionary dictionary, string table)
    {
        try
        {
            return LoadFiles(mapping, dictionary, table);
        }
        catch (DuckDBException exception)
        {
            // DuckDB's own text may quote a row.
            throw new StartupException(
                exception.IsOutOfMemory()
                    ? $"The data set {mapping.Dataset.Id} needs more memory than the node may use. The files are as they were; raise Node:MemoryLimit and start again."
                    : $"The data set {mapping.Dataset.Id} cannot be loaded: DuckDB failed ({exception.ErrorType}). Check the mapping's expressions against the files.",
                ExitCodes.Configuration);
        }
    }

    private LoadedDataset LoadFiles(NodeMapping mapping, DataDictionary dictionary, string table)
    {
        IReadOnlyList<SourceFile> files = SourceFiles.Find(mapping.Source.Files);
        string version = DataVersion.Compute(secret, dictionary, mapping, files);
        SourceRelation[] relations = [.. files.Select(file => SourceRelation.Open(connection, file, mapping.Source))];
        ColumnLoading[] columns = [.. mapping.Columns.Select((rule, index) => new ColumnLoading(rule, index))];

        var staging = new SourceStaging(connection, mapping, columns);
        staging.Stage(relations);
        if (files.FirstOrDefault(SourceFiles.Changed) is { Path: not null } changed)
        {
            throw new StartupException($"The source file {changed.Path} changed while it was read. Start the node again when it is complete.", ExitCodes.Configuration);
        }

        FillLookups(columns);
        Type(mapping, columns);
        CheckRefused(mapping);
        Keep(table, columns);
        DropStaging(columns);
        return new LoadedDataset(mapping.Dataset, table, version);
    }

    private void FillLookups(ColumnLoading[] columns)
    {
        foreach (ColumnLoading column in columns.Where(column => column.Lookup is not null))
        {
            connection.Run($"CREATE TEMP TABLE {column.Lookup} (source VARCHAR, value INTEGER)");
            using DuckDBAppender appender = connection.CreateAppender("temp", "main", column.Lookup!);
            foreach ((string source, int value) in Entries(column))
            {
                appender.CreateRow().AppendValue(source).AppendValue(value).EndRow();
            }
        }
    }

    private Dictionary<string, int> Entries(ColumnLoading column)
    {
        if (column.Rule.Column.Type is PatternType pattern)
        {
            return connection.Column($"SELECT DISTINCT {column.Name} FROM staged WHERE {column.Name} IS NOT NULL")
                .Where(pattern.Matches).ToDictionary(value => value, _ => 0, StringComparer.Ordinal);
        }

        Codelist list = ((CodeType)column.Rule.Column.Type).Codelist;
        var places = list.Codes.Select((code, place) => (code.Id, place)).ToDictionary(code => code.Id, code => code.place, StringComparer.Ordinal);
        var entries = new Dictionary<string, int>(places, StringComparer.Ordinal);
        foreach ((string source, string code) in column.Rule.Translate)
        {
            entries[source] = places[code];
        }

        return entries;
    }

    // A unit becomes 128 bits of a keyed hash: equal units stay equal, the source's identifiers do not stay in memory, and a
    // unit's number depends on nobody else's rows. A row that is its own unit gets a random one.
    private void Type(NodeMapping mapping, ColumnLoading[] columns)
    {
        string joins = string.Concat(columns.Where(column => column.Lookup is not null)
            .Select(column => $" LEFT JOIN {column.Lookup} ON s.{column.Name} = {column.Lookup}.source"));
        string parsed = string.Concat(columns.Select(column => $", s.{column.Name}, {column.ParsedSql} AS {column.Name}_p"));
        string values = string.Concat(columns.Select(column => $", {column.ValueSql} AS {column.Name}"));
        string unit = "CASE WHEN unit IS NULL THEN uuid() ELSE CAST(substring(sha256(concat($key, unit)), 1, 32) AS UUID) END";
        IEnumerable<string> refusals = columns.SelectMany(column => column.RefusalSql());
        if (!mapping.Unit.NullIsOwnUnit)
        {
            refusals = refusals.Prepend("WHEN unit IS NULL THEN 'unit: missing'");
        }

        string[] branches = [.. refusals];
        string refusal = branches.Length == 0 ? "CAST(NULL AS VARCHAR)" : $"CASE {string.Join(' ', branches)} END";
        connection.Run(
            $"CREATE TEMP TABLE typed AS WITH parsed AS (SELECT s.unit{parsed} FROM staged s{joins}) "
            + $"SELECT {unit} AS unit{values}, {refusal} AS refusal FROM parsed",
            new DuckDBParameter("key", secret.Derive("unit", mapping.Dataset.Id)));
    }

    private void CheckRefused(NodeMapping mapping)
    {
        long rows = connection.Number("SELECT count(*) FROM typed");
        long refused = connection.Number("SELECT count(*) FROM typed WHERE refusal IS NOT NULL");
        IReadOnlyList<string> reasons = connection.Column(
            $"SELECT concat({Percent("count(*)", rows)}, refusal) FROM typed WHERE refusal IS NOT NULL GROUP BY refusal ORDER BY refusal");
        string list = string.Join(", ", reasons);
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
    private static string Percent(string count, long rows) => string.Create(CultureInfo.InvariantCulture,
        $"CASE WHEN 100 * {count} < {rows} THEN 'under 1 % ' ELSE concat((100 * {count} + {rows / 2}) // {rows}, ' % ') END");

    private void Keep(string table, ColumnLoading[] columns) => connection.Run(
        $"CREATE TABLE {table} AS SELECT unit{string.Concat(columns.Select(column => ", " + column.Name))} FROM typed WHERE refusal IS NULL");

    private void DropStaging(ColumnLoading[] columns)
    {
        foreach (string table in columns.Where(column => column.Lookup is not null).Select(column => column.Lookup!).Concat(["staged", "typed"]))
        {
            connection.Run($"DROP TABLE {table}");
        }
    }
}
