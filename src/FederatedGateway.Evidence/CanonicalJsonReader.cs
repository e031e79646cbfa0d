using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FederatedGateway.Evidence;

/// <summary>Reads a JSON document strictly and writes its canonical form.</summary>
internal static class CanonicalJsonReader
{
    // One deeper than allowed, so that the limit is found here and said in our words.
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = CanonicalJson.MaxDepth + 1 };

    internal static byte[] Canonicalize(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json, Strict);
        try
        {
            reader.Read();
            var output = new ArrayBufferWriter<byte>(utf8Json.Length + 16);
            WriteValue(ref reader, output);
            reader.Read(); // refuses anything but white space after the document
            return output.WrittenSpan.ToArray();
        }
        catch (JsonException e)
        {
            throw new FormatException($"Not JSON at byte {PositionOf(e, utf8Json)}: {WithoutPlace(e.Message)}", e);
        }
    }

    private static void WriteValue(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                RefuseTooDeep(ref reader);
                WriteObject(ref reader, output);
                break;
            case JsonTokenType.StartArray:
                RefuseTooDeep(ref reader);
                WriteArray(ref reader, output);
                break;
            case JsonTokenType.String:
                CanonicalText.Write(Text(ref reader), output);
                break;
            case JsonTokenType.Number:
                output.Write(Encoding.ASCII.GetBytes(Number(ref reader)));
                break;
            default: // true, false, null
                output.Write(reader.ValueSpan);
                break;
        }
    }

    private static void WriteObject(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        var members = new SortedDictionary<string, byte[]>(StringComparer.Ordinal); // ordinal: UTF-16 code units
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            long start = reader.TokenStartIndex;
            string name = Text(ref reader);
            reader.Read();
            var value = new ArrayBufferWriter<byte>();
            WriteValue(ref reader, value);
            if (!members.TryAdd(name, value.WrittenSpan.ToArray()))
            {
                throw new FormatException($"Duplicate name at byte {start}: an object may name each member once.");
            }
        }

        CanonicalText.WriteObject(members, output);
    }

    private static void WriteArray(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        bool first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            WriteValue(ref reader, output);
        }

        output.Write("]"u8);
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"Text that is not Unicode in the string at byte {reader.TokenStartIndex}: a lone surrogate or broken UTF-8.", e);
        }
    }

    private static string Number(ref Utf8JsonReader reader)
    {
        double value = double.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? EcmaScriptNumber.Format(value)
            : throw new FormatException($"Number beyond the range of doubles at byte {reader.TokenStartIndex}: write it as text.");
    }

    private static void RefuseTooDeep(ref Utf8JsonReader reader)
    {
        if (reader.CurrentDepth >= CanonicalJson.MaxDepth)
        {
            throw new FormatException($"Nesting deeper than {CanonicalJson.MaxDepth} at byte {reader.TokenStartIndex}.");
        }
    }

    private static long PositionOf(JsonException e, ReadOnlySpan<byte> utf8Json)
    {
        int start = 0;
        for (long line = e.LineNumber ?? 0; line > 0; line--)
        {
            start += utf8Json[start..].IndexOf((byte)'\n') + 1;
        }

        return start + (e.BytePositionInLine ?? 0);
    }

    // The exception repeats the place as a line and a position within it.
    private static string WithoutPlace(string message)
    {
        int place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? message : message[..place];
    }
}
