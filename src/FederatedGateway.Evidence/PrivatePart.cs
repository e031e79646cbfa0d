namespace FederatedGateway.Evidence;

/// <summary>What a signing key hides. Not safe for several threads; <see cref="SigningKey"/> sees to that.</summary>
internal abstract class PrivatePart : IDisposable
{
    internal abstract PublicKey PublicKey { get; }

    internal abstract byte[] Sign(ReadOnlySpan<byte> data);

    /// <summary>The key as PKCS#8 PrivateKeyInfo (RFC 5958). The caller owns the bytes, and zeroes them.</summary>
    internal abstract byte[] ExportPkcs8();

    public abstract void Dispose();
}
