using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>An agency's files, or a table of its PostgreSQL, in one table of text, for looking at.</summary>
internal sealed class SourceTable : IDisposable
{
    private const string DefaultMemory = "2GB";

    private readonly MapFolder _scratch;

    private SourceTable(MapFolder scratch, DuckDBConnection connection, IReadOnlyList<(string Name, string? Type)> columns)
    {
        _scratch = scratch;
        Connection = connection;
        Rows = connection.Number("SELECT count(*) FROM source");
        Columns = [.. columns.Select((column, index) => SourceColumn.Of(this, column.Name, column.Type, string.Create(CultureInfo.InvariantCulture, $"s{index}")))];
    }

    /// <summary>Where the table <c>source</c> is: columns <c>s0</c>, <c>s1</c> ... of text, empty text as null.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>How many rows.</summary>
    public long Rows { get; }

    /// <summary>What each column holds.</summary>
    public IReadOnlyList<SourceColumn> Columns { get; }

    /// <summary>Reads the files.</summary>
    /// <param name="source">The files.</param>
    /// <param name="memory">The most memory, as DuckDB writes it; what does not fit goes to a temporary folder.</param>
    /// <exception cref="StartupException">A file is missing or broken, the files differ in their columns, or memory and disk do not suffice.</exception>
    public static SourceTable Open(MappingSource source, string memory = DefaultMemory) => Open(memory, (scratch, connection) => Read(scratch, connection, source));

    /// <summary>Reads a table of PostgreSQL.</summary>
    /// <param name="server">The server.</param>
    /// <param name="source">The table.</param>
    /// <exception cref="StartupException">The server or the table cannot be read, or memory and disk do not suffice.</exception>
    public static SourceTable Open(PostgresServer server, TableSource source) => Open(DefaultMemory, (scratch, connection) => new SourceTable(
        scratch, connection, [.. PostgresTableSource.Fill(connection, server, PostgresRelation.TableSql(source)).Select(column => (column.Name, (string?)column.Type))]));

    private static SourceTable Open(string memory, Func<MapFolder, DuckDBConnection, SourceTable> read)
    {
        var scratch = new MapFolder();
        DuckDBConnection? connection = null;
        try
        {
            connection = LoadingDatabase.Open(memory, scratch.Spill);
            return read(scratch, connection);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            scratch.Dispose();
            if (exception is DuckDBException failure)
            {
                throw Failed(failure);
            }

            throw;
        }
    }

    /// <summary>What a failure of DuckDB means while a source is looked at. Its own text may quote a row.</summary>
    public static StartupException Failed(DuckDBException exception) => new(
        exception.IsOutOfMemory()
            ? $"The source needs more than the {DefaultMemory} of memory that `map` takes, or more than the disk of the temporary folder {Path.GetTempPath()} has. Look at some of its files."
            : $"The source cannot be looked at: DuckDB failed ({exception.ErrorType}). Look at some of its files.",
        ExitCodes.Configuration);

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        _scratch.Dispose();
    }

    private static SourceTable Read(MapFolder scratch, DuckDBConnection connection, MappingSource source)
    {
        SourceRelation[] relations = [.. SourceFiles.Find(source.Files).Select(file => SourceRelation.Open(connection, file, source))];
        IReadOnlyList<string> names = relations[0].Columns;
        foreach (SourceRelation relation in relations)
        {
            Append(connection, relation, names, create: relation == relations[0]);
        }

        return new SourceTable(scratch, connection, [.. names.Select(name => (name, (string?)null))]);
    }

    private static void Append(DuckDBConnection connection, SourceRelation relation, IReadOnlyList<string> names, bool create)
    {
        if (!relation.Columns.ToHashSet(StringComparer.Ordinal).SetEquals(names))
        {
            throw new StartupException(
                $"{relation.File.Path} has other columns than the first file. Map files of one kind: {string.Join(", ", names)}.", ExitCodes.Configuration);
        }

        string columns = string.Join(", ", names.Select((name, index) => string.Create(CultureInfo.InvariantCulture, $"nullif(CAST({SourceColumn.Quoted(name)} AS VARCHAR), '') AS s{index}")));
        try
        {
            connection.Run($"{(create ? "CREATE TEMP TABLE source AS" : "INSERT INTO source")} SELECT {columns} FROM {relation.Sql}");
        }
        catch (DuckDBException exception) when (!exception.IsOutOfMemory())
        {
            throw new StartupException($"The source file {relation.File.Path} cannot be read: {SourceStaging.Explain(exception)}.", ExitCodes.Configuration);
        }
    }
}
