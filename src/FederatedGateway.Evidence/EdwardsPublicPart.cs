using Org.BouncyCastle.Math.EC.Rfc8032;

namespace FederatedGateway.Evidence;

/// <summary>Ed25519 (RFC 8032) by BouncyCastle: the platform has none.</summary>
internal sealed class EdwardsPublicPart : PublicPart
{
    internal const string AlgorithmOid = "1.3.101.112";

    private readonly Ed25519.PublicPoint _point;
    private readonly byte[] _encoded;

    private EdwardsPublicPart(Ed25519.PublicPoint point, byte[] encoded)
    {
        _point = point;
        _encoded = encoded;
    }

    // SubjectPublicKeyInfo of RFC 8410: SEQUENCE { SEQUENCE { 1.3.101.112 }, BIT STRING of 32 bytes }, up to the 32 bytes.
    private static ReadOnlySpan<byte> InfoPrefix => [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>
    /// The point of the prime-order group in its one encoding, or null if the bytes are none. Points of small order, for which
    /// anybody can make signatures, are none.
    /// </summary>
    internal static EdwardsPublicPart? Decode(byte[] encoded) =>
        encoded.Length == Ed25519.PublicKeySize && Ed25519.ValidatePublicKeyFullExport(encoded.AsSpan()) is { } point
            ? new EdwardsPublicPart(point, encoded)
            : null;

    internal override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, _point, data);

    internal override byte[] ExportSubjectPublicKeyInfo() => [.. InfoPrefix, .. _encoded];
}
