using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.EC;

namespace FederatedGateway.Evidence;

/// <summary>ECDSA on P-256 over SHA-256. Signing and checking are the platform's; BouncyCastle only decompresses points.</summary>
internal static class EcdsaP256
{
    internal const string EcPublicKeyOid = "1.2.840.10045.2.1";
    internal const string CurveOid = "1.2.840.10045.3.1.7";

    private const int FieldLength = 32;
    private const int SignatureLength = 2 * FieldLength;
    private const int CompressedLength = 1 + FieldLength;

    private static readonly Org.BouncyCastle.Math.EC.ECCurve Curve = CustomNamedCurves.GetByOid(new(CurveOid)).Curve;

    // The order n of the group, big endian (FIPS 186-5, SP 800-186).
    private static ReadOnlySpan<byte> Order =>
    [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];

    /// <summary>Whether the bytes are a compressed point of the curve. The group has prime order, so no point is weak.</summary>
    internal static bool IsPublicKey(ReadOnlySpan<byte> compressed) => Decompress(compressed) is not null;

    internal static bool Verify(ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength || !IsScalar(signature[..FieldLength]) || !IsScalar(signature[FieldLength..]))
        {
            return false;
        }

        using ECDsa key = Create(compressed);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    internal static byte[] ExportSubjectPublicKeyInfo(ReadOnlySpan<byte> compressed)
    {
        using ECDsa key = Create(compressed);
        return key.ExportSubjectPublicKeyInfo();
    }

    internal static byte[] Compress(ECPoint point)
    {
        byte[] compressed = new byte[CompressedLength];
        compressed[0] = (byte)(0x02 | (point.Y![^1] & 1));
        point.X!.CopyTo(compressed, 1);
        return compressed;
    }

    private static ECDsa Create(ReadOnlySpan<byte> compressed) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = Decompress(compressed) ?? throw new InvalidOperationException("The key was checked when it was read."),
    });

    private static ECPoint? Decompress(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length != CompressedLength || compressed[0] is not (0x02 or 0x03))
        {
            return null;
        }

        try
        {
            Org.BouncyCastle.Math.EC.ECPoint point = Curve.DecodePoint(compressed);
            return new() { X = point.AffineXCoord.GetEncoded(), Y = point.AffineYCoord.GetEncoded() };
        }
        catch (ArgumentException)
        {
            return null; // x is no coordinate of the curve, or not below the prime
        }
    }

    /// <summary>Whether 32 big-endian bytes are in [1, n-1].</summary>
    private static bool IsScalar(ReadOnlySpan<byte> value) =>
        value.SequenceCompareTo(Order) < 0 && value.ContainsAnyExcept((byte)0);
}
