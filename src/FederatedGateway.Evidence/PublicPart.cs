namespace FederatedGateway.Evidence;

/// <summary>The point behind a public key, ready to check signatures. Safe for several threads.</summary>
internal abstract class PublicPart
{
    internal abstract bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    internal abstract byte[] ExportSubjectPublicKeyInfo();
}
