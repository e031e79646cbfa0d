namespace FederatedGateway.Evidence;

/// <summary>
/// A payload that pinned keys signed. Only <see cref="Envelope.Verify"/> makes one, so whoever takes one as a parameter
/// cannot parse bytes that nobody vouched for.
/// </summary>
public sealed class VerifiedEnvelope
{
    internal VerifiedEnvelope(string payloadType, ReadOnlyMemory<byte> payload, IReadOnlyList<PublicKey> signers)
    {
        PayloadType = payloadType;
        Payload = payload;
        Signers = signers;
        PayloadDigest = Digest.Of(payload.Span);
    }

    /// <summary>The media type that the signatures cover.</summary>
    public string PayloadType { get; }

    /// <summary>The signed bytes, exactly as they were signed.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The pinned keys whose signatures hold: at least one, each once.</summary>
    public IReadOnlyList<PublicKey> Signers { get; }

    /// <summary>The SHA-256 of <see cref="Payload"/>: what the document is called elsewhere.</summary>
    public Digest PayloadDigest { get; }
}
