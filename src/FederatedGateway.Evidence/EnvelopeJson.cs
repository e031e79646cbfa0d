using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FederatedGateway.Evidence;

/// <summary>The standard JSON of DSSE envelopes.</summary>
internal static class EnvelopeJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    // The default encoder would write the '+' of base64 as \u002B, which is right but unreadable.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static Envelope Read(ReadOnlySpan<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.ToArray(), Strict);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"The envelope is not JSON: {e.Message} A signed document is the .dsse.json file, not the document it was made from.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("The envelope holds text that is not valid Unicode.", e);
        }
    }

    internal static byte[] Write(Envelope envelope)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Plain);
        writer.WriteStartObject();
        writer.WriteString("payload", Convert.ToBase64String(envelope.Payload.Span));
        writer.WriteString("payloadType", envelope.PayloadType);
        writer.WriteStartArray("signatures");
        foreach (EnvelopeSignature signature in envelope.Signatures)
        {
            writer.WriteStartObject();
            writer.WriteString("keyid", signature.KeyId);
            writer.WriteString("sig", Convert.ToBase64String(signature.Signature.Span));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static Envelope Read(JsonElement root)
    {
        string payloadType = Text(root, "payloadType", "the envelope");
        byte[] payload = Bytes(root, "payload", "the envelope");
        if (payloadType.Length == 0)
        {
            throw new FormatException("The envelope's payloadType is empty; it says what kind of document was signed.");
        }

        JsonElement list = Member(root, "signatures", "the envelope", JsonValueKind.Array);
        if (list.GetArrayLength() > Envelope.MaxSignatures)
        {
            throw new FormatException($"An envelope carries at most {Envelope.MaxSignatures} signatures; this one has {list.GetArrayLength()}.");
        }

        return new Envelope(payloadType, payload, [.. list.EnumerateArray().Select(ReadSignature)]);
    }

    private static EnvelopeSignature ReadSignature(JsonElement element, int index)
    {
        string place = $"signature {index + 1} of the envelope";
        // The key's name is optional in DSSE. Without it no pinned key is found, and the signature counts for nothing.
        bool named = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("keyid", out JsonElement _);
        return new EnvelopeSignature(named ? Text(element, "keyid", place) : "", Bytes(element, "sig", place));
    }

    private static JsonElement Member(JsonElement parent, string name, string place, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement member) && member.ValueKind == kind
            ? member
            : throw new FormatException($"'{name}' is missing in {place}, or is not {(kind == JsonValueKind.Array ? "an array" : "a string")}.");

    private static string Text(JsonElement parent, string name, string place) =>
        Member(parent, name, place, JsonValueKind.String).GetString()!;

    private static byte[] Bytes(JsonElement parent, string name, string place)
    {
        // DSSE allows the standard and the URL-safe alphabet.
        string text = Text(parent, name, place).Replace('+', '-').Replace('/', '_');
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{name}' in {place} is not base64.", e);
        }
    }
}
