using System.Formats.Asn1;
using System.Security.Cryptography;

namespace FederatedGateway.Evidence;

/// <summary>Reads a PKCS#8 PrivateKeyInfo (RFC 5958) of either algorithm.</summary>
internal static class PrivateKeyInfoReader
{
    internal static PrivatePart Read(ReadOnlyMemory<byte> info)
    {
        try
        {
            var outer = new AsnReader(info, AsnEncodingRules.DER);
            AsnReader content = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            _ = content.ReadInteger();
            AsnReader algorithm = content.ReadSequence();
            return algorithm.ReadObjectIdentifier() switch
            {
                EdwardsPublicPart.AlgorithmOid => ReadEdwards(content.ReadOctetString()),
                EcdsaPublicPart.AlgorithmOid when IsP256(algorithm) => ReadEcdsa(info.Span),
                _ => throw new FormatException(
                    "The private key is of another algorithm. Make one with 'fedgate keys new' "
                    + "(or openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256, or -algorithm ED25519)."),
            };
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            throw new FormatException("The private key is damaged; restore its file from a copy.", e);
        }
    }

    private static bool IsP256(AsnReader algorithm) =>
        algorithm.HasData
        && algorithm.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier)
        && algorithm.ReadObjectIdentifier() == EcdsaPublicPart.CurveOid;

    private static EdwardsPrivatePart ReadEdwards(byte[] wrapped)
    {
        byte[]? seed = null;
        try
        {
            var reader = new AsnReader(wrapped, AsnEncodingRules.DER);
            seed = reader.ReadOctetString();
            reader.ThrowIfNotEmpty();
            return seed.Length == 32
                ? EdwardsPrivatePart.FromSeed(seed)
                : throw new FormatException("An Ed25519 private key has 32 bytes; this one has not. Restore its file from a copy.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrapped);
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static EcdsaPrivatePart ReadEcdsa(ReadOnlySpan<byte> info)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(info, out _);
            return new EcdsaPrivatePart(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
