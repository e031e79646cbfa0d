namespace FederatedGateway.Cli.Commands;

/// <summary>The values of --format.</summary>
internal static class OutputFormat
{
    /// <summary>For reading.</summary>
    internal const string Table = "table";

    /// <summary>A documented, versioned JSON document.</summary>
    internal const string Json = "json";

    /// <summary>RFC 4180.</summary>
    internal const string Csv = "csv";
}
