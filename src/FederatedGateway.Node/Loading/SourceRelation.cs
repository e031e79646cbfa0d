using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>One source file as DuckDB reads it.</summary>
/// <param name="File">The file.</param>
/// <param name="Sql">A DuckDB table function over the file.</param>
/// <param name="Columns">The source's columns, for messages.</param>
internal sealed record SourceRelation(SourceFile File, string Sql, IReadOnlyList<string> Columns)
{
    /// <summary>Opens a file as its mapping says.</summary>
    /// <exception cref="StartupException">The header or the Parquet footer cannot be read.</exception>
    public static SourceRelation Open(DuckDBConnection connection, SourceFile file, MappingSource source) =>
        source.Format == SourceFormat.Csv ? OpenCsv(file, source) : OpenParquet(connection, file);

    // Nothing is guessed: the columns are those of the header, all text, and a record that does not fit them is an error.
    private static SourceRelation OpenCsv(SourceFile file, MappingSource source)
    {
        IReadOnlyList<string> header = CsvHeader.Read(file, source);
        string columns = string.Join(", ", header.Select(name => $"{Quote(name)}: 'VARCHAR'"));
        string sql = $"read_csv({Quote(file.Path)}, columns = {{{columns}}}, delim = {Quote(source.Delimiter.ToString())}, "
            + $"encoding = {Quote(source.Encoding)}, compression = '{(IsGzip(file) ? "gzip" : "none")}', header = true, quote = '\"', escape = '\"', "
            + "auto_detect = false, strict_mode = true, null_padding = false, ignore_errors = false)";
        return new SourceRelation(file, sql, header);
    }

    private static SourceRelation OpenParquet(DuckDBConnection connection, SourceFile file)
    {
        string sql = $"read_parquet({Quote(file.Path)})";
        try
        {
            return new SourceRelation(file, sql, connection.Column($"SELECT column_name FROM (DESCRIBE SELECT * FROM {sql})"));
        }
        catch (DuckDBException exception) when (!exception.IsOutOfMemory())
        {
            throw new StartupException($"The source file {file.Path} cannot be read as Parquet: {exception.FirstLine()}.", ExitCodes.Configuration);
        }
    }

    private static bool IsGzip(SourceFile file) => file.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
