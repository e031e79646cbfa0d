namespace FederatedGateway.Evidence;

/// <summary>The signature algorithms that documents may be signed with.</summary>
public enum KeyAlgorithm
{
    /// <summary>ECDSA on the curve P-256 over SHA-256 (FIPS 186-5). The default: hardware and operating systems know it.</summary>
    EcdsaP256,

    /// <summary>Ed25519 (RFC 8032).</summary>
    Ed25519,
}
