using System.Text;

namespace FederatedGateway.Evidence;

/// <summary>
/// Bytes, what kind of bytes they are, and who signed them (DSSE v1, secure-systems-lab). Nothing in it is to be believed, or
/// parsed, before <see cref="Verify"/>.
/// </summary>
/// <remarks>Immutable: the bytes are copied in, so a caller cannot change them between checking and reading.</remarks>
public sealed class Envelope
{
    /// <summary>The most signatures one envelope may carry: more than any agreement needs, and few enough to check.</summary>
    public const int MaxSignatures = 1024;

    // Of both algorithms: r and s, or R and S.
    private const int SignatureBytes = 64;

    // Throws on a lone surrogate, which would otherwise be signed as U+FFFD.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>An envelope of these parts, unchecked.</summary>
    /// <exception cref="ArgumentException">The payload type is empty or no valid Unicode, or there are too many signatures.</exception>
    public Envelope(string payloadType, ReadOnlyMemory<byte> payload, IReadOnlyList<EnvelopeSignature> signatures)
    {
        ArgumentException.ThrowIfNullOrEmpty(payloadType);
        ArgumentNullException.ThrowIfNull(signatures);
        _ = StrictUtf8.GetByteCount(payloadType);
        if (signatures.Count > MaxSignatures)
        {
            throw new ArgumentException($"An envelope carries at most {MaxSignatures} signatures; this one has {signatures.Count}.", nameof(signatures));
        }

        PayloadType = payloadType;
        Payload = payload.ToArray();
        Signatures = Array.AsReadOnly([.. signatures]);
    }

    /// <summary>The media type of the payload. Every signature covers it.</summary>
    public string PayloadType { get; }

    /// <summary>The bytes that are signed, exactly as they stand.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The signatures, in the order they came. The order has no meaning.</summary>
    public IReadOnlyList<EnvelopeSignature> Signatures { get; }

    /// <summary>Signs a payload with each of the keys.</summary>
    /// <exception cref="ArgumentException">No key is given, or the payload type is empty.</exception>
    public static Envelope Sign(string payloadType, ReadOnlyMemory<byte> payload, params ReadOnlySpan<SigningKey> keys)
    {
        if (keys.IsEmpty)
        {
            throw new ArgumentException("Signing needs at least one key.", nameof(keys));
        }

        var envelope = new Envelope(payloadType, payload, []);
        foreach (SigningKey key in keys)
        {
            envelope = envelope.AddSignature(key);
        }

        return envelope;
    }

    /// <summary>This envelope with one more signature. A signature the key made before is replaced: a key stands once.</summary>
    public Envelope AddSignature(SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        string keyId = key.PublicKey.ToString();
        var signature = new EnvelopeSignature(keyId, key.Sign(PreAuthenticationEncoding(PayloadType, Payload.Span)));
        return new Envelope(PayloadType, Payload, [.. Signatures.Where(s => s.KeyId != keyId), signature]);
    }

    /// <summary>Reads the standard DSSE JSON: <c>{"payload","payloadType","signatures":[{"keyid","sig"}]}</c>.</summary>
    /// <remarks>Members it does not know are passed over, as DSSE asks. Base64 may be of either alphabet, padded or not.</remarks>
    /// <exception cref="FormatException">The bytes are not such a document; the message says what is wrong.</exception>
    public static Envelope Parse(ReadOnlySpan<byte> dsseJson) => EnvelopeJson.Read(dsseJson);

    /// <summary>Writes the standard DSSE JSON.</summary>
    public byte[] ToJson() => EnvelopeJson.Write(this);

    /// <summary>Checks the signatures. The only way to a <see cref="VerifiedEnvelope"/>.</summary>
    /// <param name="expectedPayloadType">What the caller is about to parse; an envelope of another type is refused.</param>
    /// <param name="pinned">The keys the caller trusts. Signatures by others, and of a wrong length, are passed over.</param>
    /// <remarks>
    /// Only the first signature in a key's name is tried, so that an envelope of many wrong ones costs no more than one for each key. No
    /// honest envelope has two: <see cref="AddSignature"/> replaces.
    /// </remarks>
    /// <returns>The verified payload and who signed it; null if no pinned key did, or the type is another.</returns>
    public VerifiedEnvelope? Verify(string expectedPayloadType, IEnumerable<PublicKey> pinned)
    {
        ArgumentNullException.ThrowIfNull(expectedPayloadType);
        ArgumentNullException.ThrowIfNull(pinned);
        if (PayloadType != expectedPayloadType)
        {
            return null;
        }

        byte[] signed = PreAuthenticationEncoding(PayloadType, Payload.Span);
        Dictionary<string, PublicKey> waiting = pinned.Distinct().ToDictionary(key => key.ToString(), StringComparer.Ordinal);
        var signers = new List<PublicKey>();
        foreach (EnvelopeSignature signature in Signatures)
        {
            if (signature.Signature.Length == SignatureBytes
                && waiting.Remove(signature.KeyId, out PublicKey? key)
                && key.Verify(signed, signature.Signature.Span))
            {
                signers.Add(key);
            }
        }

        return signers.Count == 0 ? null : new VerifiedEnvelope(PayloadType, Payload, signers.AsReadOnly());
    }

    /// <summary>What is signed: <c>"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body</c>, lengths in bytes, decimal ASCII.</summary>
    internal static byte[] PreAuthenticationEncoding(string payloadType, ReadOnlySpan<byte> payload)
    {
        byte[] head = StrictUtf8.GetBytes($"DSSEv1 {StrictUtf8.GetByteCount(payloadType)} {payloadType} {payload.Length} ");
        return [.. head, .. payload];
    }
}
