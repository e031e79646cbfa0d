using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Names one state of an agency's data: dictionary, mapping and source files, byte for byte.</summary>
/// <remarks>Keyed with the node's secret (HMAC-SHA256, RFC 2104), so that nobody can test a guess of the files against it.</remarks>
internal static class DataVersion
{
    // Raised when the node comes to read the same bytes differently, so that answers made before are not taken for answers now.
    private const string Reading = "FederatedGateway data version 3";

    /// <summary><c>hmac-sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public static string Compute(NodeSecret secret, DataDictionary dictionary, NodeMapping mapping, IReadOnlyList<SourceFile> files)
    {
        using IncrementalHash hash = secret.StartHmac();
        Append(hash, Encoding.UTF8.GetBytes(Reading));
        Append(hash, Encoding.UTF8.GetBytes(dictionary.Hash));
        Append(hash, mapping.Document.Span);
        byte[] buffer = new byte[1 << 16];
        foreach (SourceFile file in files)
        {
            AppendLength(hash, file.Length);
            using FileStream stream = File.OpenRead(file.Target);
            for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        return "hmac-sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Lengths go first, so that no two lists of parts make the same bytes.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        AppendLength(hash, part.Length);
        hash.AppendData(part);
    }

    private static void AppendLength(IncrementalHash hash, long length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
