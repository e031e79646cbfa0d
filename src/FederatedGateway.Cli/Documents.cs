using FederatedGateway.Agreements;

namespace FederatedGateway.Cli;

/// <summary>Documents that people write in YAML and programs read as canonical JSON.</summary>
internal static class Documents
{
    /// <summary>Reads a YAML file into canonical JSON (RFC 8785).</summary>
    /// <exception cref="CliFailure">It cannot be read; the message has line and column.</exception>
    internal static byte[] YamlToJson(string path, string what)
    {
        var yaml = TextFile.Read(path, what);
        try
        {
            return YamlReader.ToCanonicalJson(yaml);
        }
        catch (FormatException wrong)
        {
            throw CliFailure.NotUnderstood($"{path}: {wrong.Message}");
        }
    }
}
