using System.Security.Cryptography;

namespace FederatedGateway.Evidence;

/// <summary>A private key that signs documents. It never prints its private part.</summary>
/// <remarks>Safe to use from many threads at once. Dispose it: the private bytes this library holds are then zeroed.</remarks>
public sealed class SigningKey : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PrivatePart _private;
    private bool _disposed;

    private SigningKey(PrivatePart privatePart) => _private = privatePart;

    /// <summary>The key that checks this one's signatures.</summary>
    public PublicKey PublicKey => _private.PublicKey;

    /// <summary>Makes a new key from the operating system's randomness.</summary>
    public static SigningKey Generate(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.EcdsaP256 => new SigningKey(EcdsaPrivatePart.Generate()),
        KeyAlgorithm.Ed25519 => new SigningKey(EdwardsPrivatePart.Generate()),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not a signature algorithm."),
    };

    /// <summary>Reads a PKCS#8 private key in PEM, as <see cref="ExportPem"/> and <c>openssl genpkey</c> write it.</summary>
    /// <param name="pem">The PEM text; other blocks beside the key are passed over.</param>
    /// <param name="passphrase">What the key was encrypted with; not looked at when the key is not encrypted.</param>
    /// <exception cref="FormatException">
    /// There is no such key in the text, it is damaged, of another algorithm, or its passphrase is missing or wrong.
    /// The message says what to do; it never holds any of the key.
    /// </exception>
    public static SigningKey ImportPem(string pem, string? passphrase = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        byte[] info = PrivateKeyPem.Read(pem, passphrase);
        try
        {
            return new SigningKey(PrivateKeyInfoReader.Read(info));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(info);
        }
    }

    /// <summary>The key as PKCS#8 in PEM.</summary>
    /// <param name="passphrase">
    /// Encrypts the key under this passphrase (PBES2: PBKDF2-HMAC-SHA-256 with 600,000 rounds, AES-256-CBC; RFC 8018). Null writes
    /// it in the clear: the file must then be readable by its owner only.
    /// </param>
    /// <exception cref="ArgumentException">The passphrase is empty.</exception>
    public string ExportPem(string? passphrase = null)
    {
        if (passphrase is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(passphrase);
        }

        byte[] info;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            info = _private.ExportPkcs8();
        }

        try
        {
            return PrivateKeyPem.Write(info, passphrase);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(info);
        }
    }

    /// <summary>Signs <paramref name="data"/>: 64 bytes, r and s (IEEE P1363) for P-256, RFC 8032 for Ed25519.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        // The platform does not promise that one ECDsa object serves two threads; a signature takes some 30 µs.
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _private.Sign(data);
        }
    }

    /// <summary>The public key's text form.</summary>
    public override string ToString() => PublicKey.ToString();

    /// <summary>Zeroes the private bytes. The key cannot sign afterwards; its public key stays readable.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _private.Dispose();
        }
    }
}
