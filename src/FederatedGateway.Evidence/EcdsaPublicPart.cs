using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.EC;

namespace FederatedGateway.Evidence;

/// <summary>ECDSA on P-256 over SHA-256. Checking is the platform's; BouncyCastle only decompresses the point.</summary>
internal sealed class EcdsaPublicPart : PublicPart
{
    internal const string AlgorithmOid = "1.2.840.10045.2.1";
    internal const string CurveOid = "1.2.840.10045.3.1.7";

    private const int FieldLength = 32;
    private const int CompressedLength = 1 + FieldLength;

    private static readonly Org.BouncyCastle.Math.EC.ECCurve Curve = CustomNamedCurves.GetByOid(new(CurveOid)).Curve;

    private readonly Lock _gate = new();
    private readonly ECPoint _point;

    // Made at the first use and kept: the platform takes longer to import a key than to check a signature. It is freed by its
    // handle's finalizer, since a public key hides nothing and is shared too widely to have one owner.
    private ECDsa? _key;

    private EcdsaPublicPart(ECPoint point) => _point = point;

    // The order n of the group, big endian (SP 800-186).
    private static ReadOnlySpan<byte> Order =>
    [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];

    /// <summary>The compressed point (SEC 1, 2.3.4), or null if the bytes are none. The group has prime order: no point is weak.</summary>
    internal static EcdsaPublicPart? Decode(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length != CompressedLength || compressed[0] is not (0x02 or 0x03))
        {
            return null;
        }

        try
        {
            Org.BouncyCastle.Math.EC.ECPoint point = Curve.DecodePoint(compressed);
            return new(new() { X = point.AffineXCoord.GetEncoded(), Y = point.AffineYCoord.GetEncoded() });
        }
        catch (ArgumentException)
        {
            return null; // x is no coordinate of the curve, or not below the prime
        }
    }

    internal static byte[] Compress(ECPoint point) => [(byte)(0x02 | (point.Y![^1] & 1)), .. point.X!];

    internal override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 2 * FieldLength || !IsScalar(signature[..FieldLength]) || !IsScalar(signature[FieldLength..]))
        {
            return false;
        }

        // The platform does not promise that one ECDsa object serves two threads.
        lock (_gate)
        {
            _key ??= Import();
            return _key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    internal override byte[] ExportSubjectPublicKeyInfo()
    {
        using ECDsa key = Import();
        return key.ExportSubjectPublicKeyInfo();
    }

    private ECDsa Import() => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = _point });

    /// <summary>Whether 32 big-endian bytes are in [1, n-1].</summary>
    private static bool IsScalar(ReadOnlySpan<byte> value) =>
        value.SequenceCompareTo(Order) < 0 && value.ContainsAnyExcept((byte)0);
}
