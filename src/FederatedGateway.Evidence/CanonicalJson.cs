using System.Text.Json.Nodes;

namespace FederatedGateway.Evidence;

/// <summary>
/// The JSON Canonicalization Scheme (RFC 8785): one byte sequence for one document, so that a document can be signed and
/// named by its digest. Members are sorted by UTF-16 code units, numbers are IEEE 754 doubles written as ECMAScript does.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The deepest nesting of arrays and objects that is read or written.</summary>
    public const int MaxDepth = 64;

    /// <summary>The canonical form of a JSON document in UTF-8.</summary>
    /// <exception cref="FormatException">
    /// The bytes are not one I-JSON document (RFC 7493): bad syntax or UTF-8, a duplicate name, a lone surrogate, a number
    /// beyond the doubles, nesting deeper than <see cref="MaxDepth"/>, anything after the document. The message names the byte.
    /// </exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> utf8Json) => CanonicalJsonReader.Canonicalize(utf8Json);

    /// <summary>The canonical form of a document in memory.</summary>
    /// <exception cref="FormatException">
    /// The document cannot be written without loss: a lone surrogate, NaN or infinity, an integer that a double cannot hold
    /// (write it as text), a duplicate name, or nesting deeper than <see cref="MaxDepth"/>. The message names the JSON pointer.
    /// </exception>
    public static byte[] Serialize(JsonNode? node) => CanonicalJsonNodes.Serialize(node);

    /// <summary>Whether the bytes are a JSON document in its canonical form already. Never throws.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            return Canonicalize(utf8Json).AsSpan().SequenceEqual(utf8Json);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
