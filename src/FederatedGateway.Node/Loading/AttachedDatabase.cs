using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>A DuckDB database of the agency, attached for reading alone.</summary>
/// <param name="connection">What it is attached to, until that is closed.</param>
/// <param name="file">Its file.</param>
internal sealed class AttachedDatabase(DuckDBConnection connection, SourceFile file)
{
    /// <summary>Where DuckDB keeps changes that are not yet in a database's file.</summary>
    public const string ChangesExtension = ".wal";

    /// <summary>Opens one of its tables.</summary>
    /// <exception cref="StartupException">The file cannot be read or is written at this moment, or the table is not there or no plain table.</exception>
    public SourceRelation Open(DatabaseTable table)
    {
        if (File.Exists(file.Target + ChangesExtension))
        {
            throw Wrong($"has changes beside it in {file.Target}{ChangesExtension}: it is being written, or was not closed. Close it where it is written, then start the node again", ExitCodes.Failure);
        }

        try
        {
            string database = Attach();
            CheckPlain(database, table);
            string sql = $"{database}.{SourceColumn.Quoted(table.Schema)}.{SourceColumn.Quoted(table.Name)}";
            return new SourceRelation(file, sql, connection.Column($"SELECT column_name FROM (DESCRIBE SELECT * FROM {sql})"));
        }
        catch (DuckDBException exception) when (!exception.IsOutOfMemory())
        {
            throw Wrong("cannot be opened as a DuckDB database: another process writes it, or it is cut off, damaged, encrypted or of a newer version. Start the node again when it is complete and closed", ExitCodes.Failure);
        }
    }

    private string Attach()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"source_{connection.Number("SELECT count(*) FROM duckdb_databases()")}");
        connection.Run($"ATTACH {SourceRelation.Quote(file.Target)} AS {name} (READ_ONLY)");
        return name;
    }

    // What a view or a computed column gives need not follow from the file.
    private void CheckPlain(string database, DatabaseTable table)
    {
        IReadOnlyList<string> definition = connection.Column(
            "SELECT sql FROM duckdb_tables() WHERE database_name = $database AND lower(schema_name) = lower($schema) AND lower(table_name) = lower($table)",
            new("database", database), new("schema", table.Schema), new("table", table.Name));
        if (definition.Count == 0)
        {
            IReadOnlyList<string> names = connection.Column(
                "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = $database ORDER BY 1", new DuckDBParameter("database", database));
            throw Wrong($"has no table {table.Schema}.{table.Name} (a view is not read). It has: {string.Join(", ", names)}", ExitCodes.Configuration);
        }

        if (definition[0].Contains("GENERATED ALWAYS AS", StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong($"has computed columns in {table.Schema}.{table.Name}, which may change while the file does not. Write them into a table", ExitCodes.Configuration);
        }
    }

    private StartupException Wrong(string what, int exitCode) => new($"The source file {file.Path} {what}.", exitCode);
}
