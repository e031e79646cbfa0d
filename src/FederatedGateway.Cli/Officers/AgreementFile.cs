using FederatedGateway.Agreements;
using FederatedGateway.Evidence;

namespace FederatedGateway.Cli.Officers;

/// <summary>An agreement in a file: a YAML draft, or an envelope with signatures. Nothing about the signatures is known yet.</summary>
/// <param name="Path">The file.</param>
/// <param name="Payload">The canonical JSON.</param>
/// <param name="Agreement">What it says.</param>
/// <param name="Envelope">The envelope; null for a draft.</param>
internal sealed record AgreementFile(string Path, ReadOnlyMemory<byte> Payload, Agreement Agreement, Envelope? Envelope)
{
    /// <summary>Reads either kind. JSON is an envelope, everything else YAML.</summary>
    /// <exception cref="CliFailure">The file or the document is wrong; all errors are listed.</exception>
    internal static AgreementFile Read(string path)
    {
        var bytes = TextFile.ReadBytes(path, "agreement");
        if (bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            var envelope = ParseEnvelope(path, bytes);
            return new AgreementFile(path, envelope.Payload, ReadDocument(path, envelope.Payload), envelope);
        }

        var json = Documents.YamlToJson(path, "agreement");
        return new AgreementFile(path, json, ReadDocument(path, json), null);
    }

    /// <summary>The officers whose keys have made a valid signature of this document, by key.</summary>
    internal IReadOnlyList<PublicKey> SignersAmong(IEnumerable<PublicKey> keys) =>
        Envelope?.Verify(Agreement.PayloadType, keys)?.Signers ?? [];

    private static Envelope ParseEnvelope(string path, byte[] bytes)
    {
        try
        {
            var envelope = Evidence.Envelope.Parse(bytes);
            return envelope.PayloadType == Agreement.PayloadType
                ? envelope
                : throw CliFailure.NotUnderstood($"{path} is a signed document of another kind: {envelope.PayloadType}.", "An agreement is needed.");
        }
        catch (FormatException wrong)
        {
            throw CliFailure.NotUnderstood($"{path} is not a signed agreement: {wrong.Message}");
        }
    }

    private static Agreement ReadDocument(string path, ReadOnlyMemory<byte> json)
    {
        try
        {
            return AgreementReader.ReadDraft(json);
        }
        catch (AgreementException wrong)
        {
            throw CliFailure.NotUnderstood(
                $"{path} is no agreement that can be relied on:\n" + string.Join('\n', wrong.Errors.Select(error => "  - " + error)));
        }
    }
}
