using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FederatedGateway.Evidence;

/// <summary>
/// A key that signatures are checked with. Its text form names it everywhere: <c>p256:</c> and the base64url of the
/// 33-byte compressed point (SEC 1, 2.3.3), or <c>ed25519:</c> and the base64url of the 32 bytes (RFC 8032, 5.1.5).
/// </summary>
/// <remarks>Each key has exactly one text form. Immutable, and safe to use from many threads at once.</remarks>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private const string EcdsaPrefix = "p256:";
    private const string EdwardsPrefix = "ed25519:";

    private readonly PublicPart _part;
    private readonly string _text;

    private PublicKey(KeyAlgorithm algorithm, PublicPart part, byte[] encoded)
    {
        Algorithm = algorithm;
        _part = part;
        _text = PrefixOf(algorithm) + Base64Url.EncodeToString(encoded);
    }

    /// <summary>The algorithm whose signatures this key checks.</summary>
    public KeyAlgorithm Algorithm { get; }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">
    /// The prefix is unknown, the text is not base64url in its one spelling, or the bytes are no point of the curve
    /// (for Ed25519: no point of the prime-order group).
    /// </exception>
    public static PublicKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out PublicKey? key)
            ? key
            : throw new FormatException(
                "A public key is written as 'p256:' and 44 base64url characters, or 'ed25519:' and 43; this text is not, "
                + "or it names no point of the curve. Copy the key again from the output of 'fedgate keys'.");
    }

    /// <summary>Reads the text form; false where <see cref="Parse"/> would throw.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        foreach (KeyAlgorithm algorithm in (ReadOnlySpan<KeyAlgorithm>)[KeyAlgorithm.EcdsaP256, KeyAlgorithm.Ed25519])
        {
            string prefix = PrefixOf(algorithm);
            if (text is not null && text.StartsWith(prefix, StringComparison.Ordinal) && Decode(text.AsSpan(prefix.Length)) is { } bytes)
            {
                key = FromEncoded(algorithm, bytes);
            }
        }

        // Base64 can spell the same bytes in more than one way; a key has one name.
        key = key?._text == text ? key : null;
        return key is not null;
    }

    /// <summary>Whether <paramref name="signature"/> is this key's signature of <paramref name="data"/>. Never throws.</summary>
    /// <param name="data">The signed bytes, unhashed.</param>
    /// <param name="signature">64 bytes: r and s (IEEE P1363) for P-256, R and S (RFC 8032) for Ed25519.</param>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => _part.Verify(data, signature);

    /// <summary>The key as SubjectPublicKeyInfo in PEM (RFC 5480, RFC 8410), as openssl and other tools read it.</summary>
    public string ExportPem() => PemEncoding.WriteString("PUBLIC KEY", _part.ExportSubjectPublicKeyInfo()) + "\n";

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text form.</summary>
    public override string ToString() => _text;

    /// <summary>The key of these bytes, or null where they are none.</summary>
    internal static PublicKey? FromEncoded(KeyAlgorithm algorithm, byte[] bytes)
    {
        PublicPart? part = algorithm == KeyAlgorithm.EcdsaP256 ? EcdsaPublicPart.Decode(bytes) : EdwardsPublicPart.Decode(bytes);
        return part is null ? null : new PublicKey(algorithm, part, bytes);
    }

    private static string PrefixOf(KeyAlgorithm algorithm) => algorithm == KeyAlgorithm.EcdsaP256 ? EcdsaPrefix : EdwardsPrefix;

    private static byte[]? Decode(ReadOnlySpan<char> base64Url)
    {
        Span<byte> bytes = stackalloc byte[48];
        return base64Url.Length is 43 or 44 && Base64Url.DecodeFromChars(base64Url, bytes, out _, out int length) == OperationStatus.Done
            ? bytes[..length].ToArray()
            : null;
    }
}
