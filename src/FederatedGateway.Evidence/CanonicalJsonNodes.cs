using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FederatedGateway.Evidence;

/// <summary>Writes the canonical form of a document in memory, refusing what would be changed silently on the way.</summary>
internal static class CanonicalJsonNodes
{
    internal static byte[] Serialize(JsonNode? node)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            Write(node, output, depth: 0);
        }
        catch (ArgumentException e)
        {
            // A document that was parsed with a duplicate name says so when it is first looked into.
            throw new FormatException($"The document names a member twice: {e.Message}", e);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonNode? node, ArrayBufferWriter<byte> output, int depth)
    {
        if (depth == CanonicalJson.MaxDepth && node is JsonObject or JsonArray)
        {
            throw new FormatException($"Nesting deeper than {CanonicalJson.MaxDepth} at {node.GetPath()}.");
        }

        switch (node)
        {
            case null:
                output.Write("null"u8);
                break;
            case JsonObject members:
                WriteObject(members, output, depth);
                break;
            case JsonArray items:
                WriteArray(items, output, depth);
                break;
            default:
                WriteValue(node.AsValue(), output);
                break;
        }
    }

    private static void WriteObject(JsonObject members, ArrayBufferWriter<byte> output, int depth)
    {
        var written = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach ((string name, JsonNode? member) in members)
        {
            RefuseLoneSurrogates(name, members);
            var value = new ArrayBufferWriter<byte>();
            Write(member, value, depth + 1);
            written.Add(name, value.WrittenSpan.ToArray());
        }

        CanonicalText.WriteObject(written, output);
    }

    private static void WriteArray(JsonArray items, ArrayBufferWriter<byte> output, int depth)
    {
        output.Write("["u8);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            Write(items[i], output, depth + 1);
        }

        output.Write("]"u8);
    }

    private static void WriteValue(JsonValue value, ArrayBufferWriter<byte> output)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                string text = Text(value);
                RefuseLoneSurrogates(text, value);
                CanonicalText.Write(text, output);
                break;
            case JsonValueKind.Number:
                output.Write(Encoding.ASCII.GetBytes(Number(value)));
                break;
            default: // true, false
                output.Write(Encoding.ASCII.GetBytes(value.ToJsonString()));
                break;
        }
    }

    private static string Text(JsonValue value)
    {
        try
        {
            // Dates, identifiers and the like become strings only when they are written.
            return value.TryGetValue(out string? text) ? text : JsonSerializer.Deserialize<string>(value.ToJsonString())!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"Text that is not Unicode at {value.GetPath()}.", e);
        }
    }

    private static string Number(JsonValue value)
    {
        string text;
        try
        {
            text = value.ToJsonString();
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"NaN or infinity at {value.GetPath()}: JSON has no such number.", e);
        }

        double number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        string written = double.IsFinite(number) ? EcmaScriptNumber.Format(number) : "";

        // From 2^53 on a double no longer tells every integer from its neighbour (RFC 7493, 2.2).
        bool isInteger = !text.AsSpan().ContainsAny(".eE");
        if (written.Length == 0 || (isInteger && number != 0 && written != text))
        {
            throw new FormatException($"The number at {value.GetPath()} is too large to be held exactly: write it as text.");
        }

        return written;
    }

    private static void RefuseLoneSurrogates(string text, JsonNode place)
    {
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int length) != OperationStatus.Done)
            {
                throw new FormatException($"Text that is not Unicode at {place.GetPath()}: a lone surrogate.");
            }

            rest = rest[length..];
        }
    }
}
