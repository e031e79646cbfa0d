using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FederatedGateway.Cli.Answers;

/// <summary>JSON for standard output: indented, UTF-8 where the text is, one line feed at the end.</summary>
internal static class JsonText
{
    // Nothing is embedded in HTML, so "é" and "<" stay readable; control characters are still escaped.
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>Writes a document.</summary>
    internal static void Write(JsonNode document, TextWriter output)
    {
        output.Write(document.ToJsonString(Options));
        output.Write('\n');
    }
}
