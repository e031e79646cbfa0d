using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FederatedGateway.Evidence;

/// <summary>A SHA-256 digest (FIPS 180-4). Its text form is <c>sha256:</c> and 64 lowercase hexadecimal digits.</summary>
/// <remarks>A value: two digests of the same bytes are equal. The default value is the digest of 32 zero bytes.</remarks>
public readonly record struct Digest
{
    /// <summary>What every text form starts with.</summary>
    public const string Prefix = "sha256:";

    private const int ByteLength = 32;

    private static readonly SearchValues<char> LowercaseHex = SearchValues.Create("0123456789abcdef");

    // Four words instead of an array: equality and hashing come from the record, and nobody can change a digest.
    private readonly ulong _w0;
    private readonly ulong _w1;
    private readonly ulong _w2;
    private readonly ulong _w3;

    private Digest(ReadOnlySpan<byte> bytes)
    {
        _w0 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _w1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _w2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _w3 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The 32 bytes, in a new array each time.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            byte[] bytes = new byte[ByteLength];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, _w0);
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), _w1);
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), _w2);
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), _w3);
            return bytes;
        }
    }

    /// <summary>The SHA-256 digest of <paramref name="data"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[ByteLength];
        SHA256.HashData(data, hash);
        return new Digest(hash);
    }

    /// <summary>The digest that <paramref name="bytes"/> are.</summary>
    /// <exception cref="FormatException">There are not exactly 32 bytes.</exception>
    public static Digest FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == ByteLength
            ? new Digest(bytes)
            : throw new FormatException($"A SHA-256 digest has 32 bytes; these are {bytes.Length}.");

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is not <c>sha256:</c> and 64 lowercase hexadecimal digits.</exception>
    public static Digest Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out Digest digest)
            ? digest
            : throw new FormatException("A digest is written as 'sha256:' and 64 lowercase hexadecimal digits.");
    }

    /// <summary>Reads the text form; false where <see cref="Parse"/> would throw.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null || text.Length != Prefix.Length + (2 * ByteLength) || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> hex = text.AsSpan(Prefix.Length);
        Span<byte> bytes = stackalloc byte[ByteLength];
        // One spelling per digest, or two texts that differ would name the same thing.
        if (hex.ContainsAnyExcept(LowercaseHex) || Convert.FromHexString(hex, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        digest = new Digest(bytes);
        return true;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Prefix + Convert.ToHexStringLower(Bytes.Span);
}
