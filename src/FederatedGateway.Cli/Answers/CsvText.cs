namespace FederatedGateway.Cli.Answers;

/// <summary>Comma-separated values after RFC 4180: CRLF lines, quotes where a field needs them.</summary>
internal static class CsvText
{
    private static readonly System.Buffers.SearchValues<char> NeedQuotes = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>Writes one line.</summary>
    internal static void WriteLine(TextWriter output, IEnumerable<string> fields)
    {
        output.Write(string.Join(',', fields.Select(Field)));
        output.Write("\r\n");
    }

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(NeedQuotes) < 0 ? text : '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
