using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>One copying of a mapping's source files: read, typed by the dictionary, and written unit by unit.</summary>
internal sealed class SourceCopy
{
    private readonly DuckDBConnection connection;
    private readonly NodeMapping mapping;
    private readonly NodeSecret secret;
    private readonly Action<int> progress;
    private readonly Action<StagedRows>? inspect;
    private readonly ColumnLoading[] columns;

    /// <param name="connection">An empty database.</param>
    /// <param name="mapping">What to copy.</param>
    /// <param name="secret">Keys the units.</param>
    /// <param name="progress">Told the share that is done, in tenths.</param>
    /// <param name="inspect">Sees the rows when they are typed and nothing is written yet; null for nobody.</param>
    public SourceCopy(DuckDBConnection connection, NodeMapping mapping, NodeSecret secret, Action<int> progress, Action<StagedRows>? inspect = null)
    {
        (this.connection, this.mapping, this.secret, this.progress, this.inspect) = (connection, mapping, secret, progress, inspect);
        columns = [.. mapping.Columns.Select((rule, index) => new ColumnLoading(rule, index))];
    }

    /// <summary>Reads the files and writes their copy.</summary>
    /// <param name="source">The source files as they were when the data version was computed.</param>
    /// <param name="folder">An empty folder for the copy.</param>
    /// <exception cref="StartupException">The files cannot be loaded; the message says where and what to do, and quotes no value.</exception>
    public CopyManifest Write(SourceSnapshot source, string folder)
    {
        try
        {
            return WriteFiles(source, folder);
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

    private CopyManifest WriteFiles(SourceSnapshot source, string folder)
    {
        connection.AllowOnly(source.Files);
        SourceRelation[] relations = [.. source.Files.Select(file => SourceRelation.Open(connection, file, mapping.Source))];
        var staging = new SourceStaging(connection, mapping, columns, namesColumns: inspect is not null);
        staging.Bind(relations);
        if (IsKept)
        {
            staging.Keep();
        }

        IReadOnlyList<string>?[] openCodes = [];
        try
        {
            openCodes = FillLookups(staging);
            Type(staging);
            staging.CheckNumbers();
        }
        catch (Exception exception) when (exception is StartupException or DuckDBException or InvalidOperationException)
        {
            // What looks like a fault of the file may be that it is being written, which is said first.
            source.CheckUnchanged();
            throw;
        }

        source.CheckUnchanged();
        inspect?.Invoke(new StagedRows(connection, columns));
        connection.Run("DROP TABLE IF EXISTS staged");
        ColumnRange[] ranges = [.. columns.Select((column, index) => ColumnRange.Of(column.Rule.Column.Type, openCodes[index]?.Count ?? 0))];
        int time = Array.FindIndex(columns, column => column.Rule.Column.Name == mapping.Dataset.TimeColumn);
        CopiedFiles copied = new ClusteredCopyWriter(connection, progress).Write(folder, "typed WHERE refusal IS NULL", ranges, time);
        return new CopyManifest(CopyManifest.CurrentLayout, source.DataVersion, copied.Rows, copied.Units, openCodes, OpenCombinations(), Refused(), copied.Digests);
    }

    // The values of open codes are read before the rows. Parquet and DuckDB give a column again at little cost; text would be parsed again.
    internal bool IsKept => inspect is not null || (mapping.Source.Format == SourceFormat.Csv && columns.Any(column => column.Rule.Column.Type is PatternType));

    // A question's groups by open codes are at most these, times its public groups.
    private long OpenCombinations()
    {
        string open = string.Join(", ", columns.Where(column => column.Rule.Column.Type is PatternType).Select(column => column.Name));
        return open.Length == 0 ? 0 : connection.Number($"SELECT count(*) FROM (SELECT DISTINCT {open} FROM typed WHERE refusal IS NULL)");
    }

    // Returns the values of open codes, which no dictionary lists.
    private IReadOnlyList<string>?[] FillLookups(SourceStaging staging)
    {
        var openCodes = new IReadOnlyList<string>?[columns.Length];
        for (int index = 0; index < columns.Length; index++)
        {
            ColumnLoading column = columns[index];
            if (column.Lookup is null)
            {
                continue;
            }

            Dictionary<string, int> entries = Entries(column, staging);
            openCodes[index] = column.Rule.Column.Type is PatternType ? [.. entries.OrderBy(entry => entry.Value).Select(entry => entry.Key)] : null;
            connection.Run($"CREATE TEMP TABLE {column.Lookup} (source VARCHAR, value INTEGER)");
            using DuckDBAppender appender = connection.CreateAppender("temp", "main", column.Lookup);
            foreach ((string source, int value) in entries)
            {
                appender.CreateRow().AppendValue(source).AppendValue(value).EndRow();
            }
        }

        return openCodes;
    }

    private Dictionary<string, int> Entries(ColumnLoading column, SourceStaging staging)
    {
        if (column.Rule.Column.Type is PatternType pattern)
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            staging.Read(rows => found.UnionWith(Values(column, rows).Where(pattern.Matches)));
            return found.Order(StringComparer.Ordinal).Select((value, place) => (value, place))
                .ToDictionary(one => one.value, one => one.place, StringComparer.Ordinal);
        }

        if (column.Rule.Column.Type is CalendarType time)
        {
            return Enumerable.Range(0, time.Count).ToDictionary(time.TextOf, place => place, StringComparer.Ordinal);
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

    private IReadOnlyList<string> Values(ColumnLoading column, string rows)
    {
        var parameters = new List<DuckDBParameter>();
        string key = column.LookupKeySql(parameters);
        return connection.Column($"SELECT DISTINCT {key} FROM {rows} s WHERE {key} IS NOT NULL", [.. parameters]);
    }

    // A unit becomes 128 bits of a keyed hash: equal units stay equal, the source's identifiers do not stay in memory, and a
    // unit's number depends on nobody else's rows. A row that is its own unit gets a random one.
    private void Type(SourceStaging staging)
    {
        new UnitHash(secret, mapping.Dataset.Id).Register(connection);
        var parameters = new List<DuckDBParameter>();
        string joins = string.Concat(columns.Where(column => column.Lookup is not null)
            .Select(column => $" LEFT JOIN {column.Lookup} ON {column.LookupKeySql(parameters)} = {column.Lookup}.source"));
        string parsed = string.Concat(columns.Select(column => $", s.{column.Name}, {column.ParsedSql} AS {column.Name}_p"));
        string values = string.Concat(columns.Select(column => $", {column.ValueSql} AS {column.Name}"));
        string unit = $"CASE WHEN unit IS NULL THEN uuid() ELSE {UnitHash.Function}(unit) END";
        string[] branches =
        [
            .. columns.SelectMany(column => column.NotFiniteRefusalSql()),
            .. mapping.Unit.NullIsOwnUnit ? Array.Empty<string>() : ["WHEN unit IS NULL THEN 'unit: missing'"],
            .. columns.SelectMany(column => column.RefusalSql()),
        ];
        string refusal = branches.Length == 0 ? "CAST(NULL AS VARCHAR)" : $"CASE {string.Join(' ', branches)} END";
        connection.Run($"CREATE TEMP TABLE typed (unit UUID{string.Concat(columns.Select(column => $", {column.Name} {column.SqlType}"))}, refusal VARCHAR)");
        staging.Read(rows => connection.Run(
            $"INSERT INTO typed WITH parsed AS (SELECT s.unit{parsed} FROM {rows} s{joins}) SELECT {unit} AS unit{values}, {refusal} AS refusal FROM parsed",
            [.. parameters]));
    }

    // An exact number of rows is a true count, which no log may hold.
    private static string Percent(string count, long rows) => string.Create(CultureInfo.InvariantCulture,
        $"CASE WHEN 100 * {count} < {rows} THEN 'under 1 % ' ELSE concat((100 * {count} + {rows / 2}) // {rows}, ' % ') END");

    private RefusedRows Refused()
    {
        long rows = connection.Number("SELECT count(*) FROM typed");
        long refused = connection.Number("SELECT count(*) FROM typed WHERE refusal IS NOT NULL");
        IReadOnlyList<string> reasons = connection.Column(
            $"SELECT concat({Percent("count(*)", rows)}, refusal) FROM typed WHERE refusal IS NOT NULL GROUP BY refusal ORDER BY refusal");
        return new RefusedRows(rows == 0 ? 0 : (double)refused / rows, string.Join(", ", reasons));
    }
}

/// <summary>Rows of a load: the table <c>staged</c> holds them as text, <c>typed</c> as the dictionary has them, with why a row is refused.</summary>
/// <param name="Connection">Where the tables are.</param>
/// <param name="Columns">The columns, whose lookup tables are filled.</param>
internal sealed record StagedRows(DuckDBConnection Connection, IReadOnlyList<ColumnLoading> Columns);
