using System.Buffers;
using System.Globalization;
using System.Text;

namespace FederatedGateway.Evidence;

/// <summary>Writes strings and objects as RFC 8785 (3.2.2.2, 3.2.3) has them.</summary>
internal static class CanonicalText
{
    /// <summary>Writes a string that holds no lone surrogate.</summary>
    internal static void Write(string text, IBufferWriter<byte> output)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\t' => escaped.Append("\\t"),
                '\n' => escaped.Append("\\n"),
                '\f' => escaped.Append("\\f"),
                '\r' => escaped.Append("\\r"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        output.Write(Encoding.UTF8.GetBytes(escaped.Append('"').ToString()));
    }

    /// <summary>Writes an object whose members are canonical already, in the order given.</summary>
    internal static void WriteObject(SortedDictionary<string, byte[]> members, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        bool first = true;
        foreach ((string name, byte[] value) in members)
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            Write(name, output);
            output.Write(":"u8);
            output.Write(value);
        }

        output.Write("}"u8);
    }
}
