using Org.BouncyCastle.Math.EC.Rfc8032;

namespace FederatedGateway.Evidence;

/// <summary>Ed25519 (RFC 8032) by BouncyCastle: the platform has none.</summary>
internal static class EdwardsSignatures
{
    internal const string Oid = "1.3.101.112";

    // SubjectPublicKeyInfo of RFC 8410: SEQUENCE { SEQUENCE { 1.3.101.112 }, BIT STRING of 32 bytes }, up to the 32 bytes.
    private static ReadOnlySpan<byte> InfoPrefix => [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>Whether the bytes are a point of the prime-order group, in the one encoding it has. Keys of small order, whose
    /// signatures anybody can make, are none.</summary>
    internal static bool IsPublicKey(byte[] encoded) =>
        encoded.Length == Ed25519.PublicKeySize && Ed25519.ValidatePublicKeyFull(encoded.AsSpan());

    internal static bool Verify(byte[] encoded, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize
        && Ed25519.Verify(signature, encoded, data);

    internal static byte[] ExportSubjectPublicKeyInfo(byte[] encoded) => [.. InfoPrefix, .. encoded];
}
