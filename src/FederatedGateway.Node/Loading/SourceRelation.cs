using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>One source file as DuckDB reads it.</summary>
/// <param name="File">The file.</param>
/// <param name="Sql">A DuckDB table function over the file, or a table of it.</param>
/// <param name="Columns">The source's columns, for messages.</param>
internal sealed record SourceRelation(SourceFile File, string Sql, IReadOnlyList<string> Columns)
{
    /// <summary>Opens a file as its mapping says.</summary>
    /// <exception cref="StartupException">The header, the Parquet footer or the database's table cannot be read.</exception>
    public static SourceRelation Open(DuckDBConnection connection, SourceFile file, MappingSource source) => source.Format switch
    {
        SourceFormat.Csv => OpenCsv(file, source),
        SourceFormat.Parquet => OpenParquet(connection, file),
        _ => new AttachedDatabase(connection, file).Open(source.Table!),
    };

    // Nothing is guessed: the columns are those of the header, all text, and a record that does not fit them is an error. A folder named
    // month=2025-01 gives no column either: it would come beside the header's or in the place of one.
    private static SourceRelation OpenCsv(SourceFile file, MappingSource source)
    {
        IReadOnlyList<string> header = CsvHeader.Read(file, source);
        string columns = string.Join(", ", header.Select(name => $"{Quote(name)}: 'VARCHAR'"));
        string sql = $"read_csv({Literally(file.Target)}, columns = {{{columns}}}, delim = {Quote(source.Delimiter.ToString())}, "
            + $"encoding = {Quote(source.Encoding)}, compression = '{(file.IsGzip ? "gzip" : "none")}', header = true, quote = '\"', escape = '\"', "
            + "auto_detect = false, strict_mode = true, null_padding = false, ignore_errors = false, hive_partitioning = false)";
        return new SourceRelation(file, sql, header);
    }

    private static SourceRelation OpenParquet(DuckDBConnection connection, SourceFile file)
    {
        CheckFooter(file);
        string sql = $"read_parquet({Literally(file.Target)}, hive_partitioning = false)";
        try
        {
            return new SourceRelation(file, sql, connection.Column($"SELECT column_name FROM (DESCRIBE SELECT * FROM {sql})"));
        }
        catch (DuckDBException exception) when (!exception.IsOutOfMemory())
        {
            throw new StartupException($"The source file {file.Path} cannot be read as Parquet: {exception.FirstLine()}.", ExitCodes.Configuration);
        }
    }

    // Whoever writes Parquet writes its footer last: what lacks it is not finished.
    private static void CheckFooter(SourceFile file)
    {
        try
        {
            using FileStream stream = System.IO.File.OpenRead(file.Target);
            Span<byte> last = stackalloc byte[4];
            stream.Seek(-long.Min(last.Length, stream.Length), SeekOrigin.End);
            stream.ReadAtLeast(last, last.Length, throwOnEndOfStream: false);
            if (!last.SequenceEqual("PAR1"u8))
            {
                throw new StartupException($"The source file {file.Path} does not end as Parquet does: it is cut off or still being written. Start the node again when it is complete.", ExitCodes.Failure);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The source file {file.Path} cannot be read: {exception.Message}", ExitCodes.Failure);
        }
    }

    /// <summary>A path in quotes, as DuckDB takes it for itself: it takes a name for a pattern first, and would read visits1.csv for visits[1].csv.</summary>
    public static string Literally(string path) =>
        Quote(path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal));

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
