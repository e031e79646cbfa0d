using System.Security.Cryptography;

namespace FederatedGateway.Evidence;

/// <summary>A private P-256 key, held by the platform.</summary>
internal sealed class EcdsaPrivatePart : PrivatePart
{
    private readonly ECDsa _key;

    internal EcdsaPrivatePart(ECDsa key)
    {
        _key = key;
        byte[] compressed = EcdsaPublicPart.Compress(key.ExportParameters(includePrivateParameters: false).Q);
        PublicKey = PublicKey.FromEncoded(KeyAlgorithm.EcdsaP256, compressed)
            ?? throw new FormatException("The private key's public point is not on the curve P-256; restore the file from a copy.");
    }

    internal override PublicKey PublicKey { get; }

    internal static EcdsaPrivatePart Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    internal override byte[] Sign(ReadOnlySpan<byte> data) =>
        _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    internal override byte[] ExportPkcs8() => _key.ExportPkcs8PrivateKey();

    public override void Dispose() => _key.Dispose();
}
