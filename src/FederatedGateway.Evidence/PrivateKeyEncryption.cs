using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace FederatedGateway.Evidence;

/// <summary>
/// PKCS#8 EncryptedPrivateKeyInfo (RFC 5958, 3) under PBES2 (RFC 8018), as openssl and the platform write and read it.
/// </summary>
/// <remarks>
/// The platform does this for its own keys only, and BouncyCastle's 600,000 rounds take seconds in a program that just started
/// (and take a passphrase's letters for bytes). So the frame is written here; the cryptography is the platform's.
/// </remarks>
internal static class PrivateKeyEncryption
{
    internal static byte[] Encrypt(byte[] info, string passphrase)
    {
        PasswordEncryption scheme = PasswordEncryption.New();
        using Aes cipher = CreateCipher(scheme, passphrase);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            scheme.Write(writer);
            writer.WriteOctetString(cipher.EncryptCbc(info, scheme.InitializationVector));
        }

        return writer.Encode();
    }

    /// <exception cref="FormatException">The scheme is another, the passphrase wrong or the bytes damaged.</exception>
    internal static byte[] Decrypt(byte[] encrypted, string passphrase)
    {
        try
        {
            var outer = new AsnReader(encrypted, AsnEncodingRules.DER);
            AsnReader content = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            PasswordEncryption scheme = PasswordEncryption.Read(content.ReadSequence());
            byte[] data = content.ReadOctetString();
            using Aes cipher = CreateCipher(scheme, passphrase);
            byte[] info = cipher.DecryptCbc(data, scheme.InitializationVector);
            RefuseNoise(info);
            return info;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            throw new FormatException("The passphrase is wrong, or the encrypted private key is damaged.", e);
        }
    }

    /// <summary>One wrong passphrase in 256 leaves a padding that looks right; what it decrypts to is then no sequence.</summary>
    private static void RefuseNoise(byte[] info)
    {
        var reader = new AsnReader(info, AsnEncodingRules.DER);
        _ = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
    }

    private static Aes CreateCipher(PasswordEncryption scheme, string passphrase)
    {
        byte[] secret = Encoding.UTF8.GetBytes(passphrase);
        byte[] key = Rfc2898DeriveBytes.Pbkdf2(secret, scheme.Salt, scheme.Rounds, scheme.Hash, scheme.KeyLength);
        try
        {
            var cipher = Aes.Create();
            cipher.Key = key;
            return cipher;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
