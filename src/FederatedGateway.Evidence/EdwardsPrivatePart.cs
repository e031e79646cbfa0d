using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace FederatedGateway.Evidence;

/// <summary>A private Ed25519 key: its 32-byte seed (RFC 8032, 5.1.5), zeroed on disposal.</summary>
internal sealed class EdwardsPrivatePart : PrivatePart
{
    // PrivateKeyInfo of RFC 8410, version 1, no attributes, up to the 32 bytes.
    private static ReadOnlySpan<byte> InfoPrefix =>
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    private readonly byte[] _seed;

    private EdwardsPrivatePart(byte[] seed)
    {
        _seed = seed;
        byte[] encoded = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(_seed, encoded);
        PublicKey = PublicKey.FromEncoded(KeyAlgorithm.Ed25519, encoded)
            ?? throw new InvalidOperationException("A derived public key is always in the prime-order group.");
    }

    internal override PublicKey PublicKey { get; }

    internal static EdwardsPrivatePart Generate()
    {
        byte[] seed = NewSeed();
        RandomNumberGenerator.Fill(seed);
        return new EdwardsPrivatePart(seed);
    }

    internal static EdwardsPrivatePart FromSeed(ReadOnlySpan<byte> bytes)
    {
        byte[] seed = NewSeed();
        bytes.CopyTo(seed);
        return new EdwardsPrivatePart(seed);
    }

    internal override byte[] Sign(ReadOnlySpan<byte> data)
    {
        byte[] signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, data, signature);
        return signature;
    }

    internal override byte[] ExportPkcs8() => [.. InfoPrefix, .. _seed];

    public override void Dispose() => CryptographicOperations.ZeroMemory(_seed);

    // Pinned, so that the garbage collector leaves no copy behind when it moves things.
    private static byte[] NewSeed() => GC.AllocateArray<byte>(Ed25519.SecretKeySize, pinned: true);
}
