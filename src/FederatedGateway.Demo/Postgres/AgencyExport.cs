using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Demo;

/// <summary>The CSV files that an agency's mappings read, as a table takes them.</summary>
/// <param name="Files">Full paths, one or more; all have the same header.</param>
/// <param name="Delimiter">What separates the fields.</param>
internal sealed record AgencyExport(IReadOnlyList<string> Files, char Delimiter)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Of an agency whose files are written.</summary>
    /// <param name="agency">The agency; each of its mappings reads the same files.</param>
    /// <param name="folder">Its folder.</param>
    public static AgencyExport Of(AgencyPlan agency, string folder)
    {
        JsonNode source = JsonNode.Parse(YamlReader.ToCanonicalJson(agency.Mappings.Values.First()))!["source"]!;
        return new AgencyExport(
            [.. source["files"]!.AsArray().Select(file => Path.GetFullPath((string)file!, folder))],
            ((string?)source["delimiter"] ?? ",")[0]);
    }

    /// <summary>The names of the columns, from the files' first lines.</summary>
    /// <exception cref="StartupException">A file cannot be read, or its header is not that of the others.</exception>
    public IReadOnlyList<string> Header()
    {
        string[] headers = [.. Files.Select(FirstLine)];
        int other = Array.FindIndex(headers, header => header != headers[0]);
        return other < 0
            ? [.. headers[0].Split(Delimiter).Select(name => name.Trim('"'))]
            : throw new StartupException($"{Files[other]} has another header than {Files[0]}. Leave it out, or give it the same columns.", ExitCodes.Configuration);
    }

    /// <summary>Reads a file's text, unpacked.</summary>
    public static StreamReader Open(string file)
    {
        FileStream stream = File.OpenRead(file);
        return new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream, Utf8);
    }

    private static string FirstLine(string file)
    {
        try
        {
            using StreamReader reader = Open(file);
            return reader.ReadLine() ?? throw new StartupException($"{file} is empty. Its first line must name its columns.", ExitCodes.Configuration);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new StartupException($"{file} cannot be read: {exception.Message}", ExitCodes.Configuration);
        }
    }
}
