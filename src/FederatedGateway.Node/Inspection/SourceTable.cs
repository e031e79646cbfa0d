using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>An agency's files in one table of text, for looking at.</summary>
internal sealed class SourceTable : IDisposable
{
    private const string Memory = "2GB";

    private SourceTable(DuckDBConnection connection, IReadOnlyList<string> names)
    {
        Connection = connection;
        Rows = connection.Number("SELECT count(*) FROM source");
        Columns = [.. names.Select((name, index) => SourceColumn.Of(this, name, string.Create(CultureInfo.InvariantCulture, $"s{index}")))];
    }

    /// <summary>Where the table <c>source</c> is: columns <c>s0</c>, <c>s1</c> ... of text, empty text as null.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>How many rows.</summary>
    public long Rows { get; }

    /// <summary>What each column holds.</summary>
    public IReadOnlyList<SourceColumn> Columns { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="StartupException">A file is missing or broken, or the files differ in their columns.</exception>
    public static SourceTable Open(MappingSource source)
    {
        DuckDBConnection connection = LoadingDatabase.Open(Memory);
        try
        {
            SourceRelation[] relations = [.. SourceFiles.Find(source.Files).Select(file => SourceRelation.Open(connection, file, source))];
            IReadOnlyList<string> names = relations[0].Columns;
            foreach (SourceRelation relation in relations)
            {
                Append(connection, relation, names, create: relation == relations[0]);
            }

            return new SourceTable(connection, names);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Connection.Dispose();

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
        catch (DuckDBException exception)
        {
            throw new StartupException(
                exception.IsOutOfMemory() ? $"The source needs more than {Memory} of memory. Look at some of its files." : $"The source file {relation.File.Path} cannot be read: {SourceStaging.Explain(exception)}.",
                ExitCodes.Configuration);
        }
    }
}
