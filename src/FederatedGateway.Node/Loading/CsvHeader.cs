using System.Globalization;
using System.IO.Compression;
using System.Text;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>Reads the header record of a CSV file (RFC 4180), also gzipped.</summary>
internal static class CsvHeader
{
    private const int LongestHeader = 1 << 20;
    private const int Latin1 = 28591;

    /// <summary>The column names in the order of the file.</summary>
    /// <exception cref="StartupException">There is no header, or it cannot be read.</exception>
    public static IReadOnlyList<string> Read(SourceFile file, MappingSource source)
    {
        try
        {
            using Stream stream = Open(file);
            Encoding encoding = source.Encoding == "latin-1"
                ? Encoding.Latin1
                : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            using var reader = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: source.Encoding == "utf-8");
            List<string> header = Fields(reader, source.Delimiter);
            if (header.Any(name => name.Contains('\0', StringComparison.Ordinal)) || reader.CurrentEncoding is not (UTF8Encoding or { CodePage: Latin1 }))
            {
                throw Wrong(file, "is UTF-16 or another encoding that source.encoding does not know; save it as UTF-8");
            }

            CheckEnd(file, stream is GZipStream ? GzipFile.ReadLast(file.Target) : ReadLast(file.Target));
            Check(header, file);
            return header;
        }
        catch (DecoderFallbackException)
        {
            throw Wrong(file, "is not UTF-8; if it was written by an older Windows program, set source.encoding to latin-1");
        }
        catch (UnauthorizedAccessException)
        {
            throw Wrong(file, "cannot be loaded: this process may not read it; give it the right to");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw Wrong(file, $"cannot be loaded: it is damaged or cut off ({exception.GetType().Name}); copy it again", ExitCodes.Failure);
        }
    }

    private static byte? ReadLast(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length == 0)
        {
            return null;
        }

        stream.Seek(-1, SeekOrigin.End);
        return (byte)stream.ReadByte();
    }

    // RFC 4180 leaves the last line break out if one likes. Without it, 12 cannot be told from the first half of 1234.
    private static void CheckEnd(SourceFile file, byte? last)
    {
        if (last is not ((byte)'\n' or (byte)'\r'))
        {
            throw Wrong(file, "does not end with a line break: it is empty, cut off or still being written. Start the node again when it is complete; if it is, add a line break at its end", ExitCodes.Failure);
        }
    }

    private static Stream Open(SourceFile file)
    {
        FileStream bytes = File.OpenRead(file.Target);
        return file.IsGzip ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
    }

    private static List<string> Fields(StreamReader reader, char delimiter)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int read = 0, next = reader.Read(); next >= 0 && read < LongestHeader; read++, next = reader.Read())
        {
            char character = (char)next;
            if (character == '"')
            {
                // Within quotes, a doubled quote stands for one.
                bool doubled = quoted && reader.Peek() == '"';
                _ = doubled ? field.Append((char)reader.Read()) : field;
                quoted = doubled || !quoted;
            }
            else if (!quoted && character is '\r' or '\n')
            {
                break;
            }
            else if (!quoted && character == delimiter)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(character);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }

    private static void Check(List<string> fields, SourceFile file)
    {
        if (fields.Any(string.IsNullOrWhiteSpace))
        {
            throw Wrong(file, "has no header, or a column without a name, in its first line; give every column a name there");
        }

        int first = fields.FindIndex(name => fields.Count(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) > 1);
        if (first >= 0)
        {
            // Not by name: without a header, the first line is a row.
            throw Wrong(file, string.Create(CultureInfo.InvariantCulture, $"has the name of its column {first + 1} twice in its first line; rename one, or give the file a header"));
        }
    }

    private static StartupException Wrong(SourceFile file, string what, int exitCode = ExitCodes.Configuration) => new($"The source file {file.Path} {what}.", exitCode);
}
