using System.Security.Cryptography;

namespace FederatedGateway.Evidence;

/// <summary>PKCS#8 private keys in PEM (RFC 7468).</summary>
internal static class PrivateKeyPem
{
    private const string ClearLabel = "PRIVATE KEY";
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";

    internal static string Write(byte[] info, string? passphrase) =>
        passphrase is null
            ? PemEncoding.WriteString(ClearLabel, info) + "\n"
            : PemEncoding.WriteString(EncryptedLabel, PrivateKeyEncryption.Encrypt(info, passphrase)) + "\n";

    /// <summary>The PrivateKeyInfo in the text. The caller owns the bytes, and zeroes them.</summary>
    internal static byte[] Read(string pem, string? passphrase)
    {
        (string label, byte[] content) = FindKey(pem);
        if (label == ClearLabel)
        {
            return content;
        }

        return passphrase is null
            ? throw new FormatException("The private key is encrypted: its passphrase is needed.")
            : PrivateKeyEncryption.Decrypt(content, passphrase);
    }

    private static (string Label, byte[] Content) FindKey(string pem)
    {
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            string label = rest[fields.Label].ToString();
            if (label is ClearLabel or EncryptedLabel)
            {
                return (label, Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            }

            if (label.EndsWith(ClearLabel, StringComparison.Ordinal))
            {
                throw new FormatException($"'{label}' is an older format. Convert it: openssl pkcs8 -topk8 -in old.pem -out new.pem");
            }

            rest = rest[fields.Location.End..];
        }

        throw new FormatException("There is no private key in this text: it should start with '-----BEGIN PRIVATE KEY-----' or '-----BEGIN ENCRYPTED PRIVATE KEY-----'.");
    }
}
