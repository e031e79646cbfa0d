using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace FederatedGateway.Evidence;

/// <summary>PKCS#8 EncryptedPrivateKeyInfo under PBES2 (RFC 8018), as openssl and the platform write and read it.</summary>
internal static class PrivateKeyEncryption
{
    // OWASP's figure for PBKDF2-HMAC-SHA-256 (2023).
    private const int Rounds = 600_000;

    // A file that asks for more would stop the program for minutes.
    private const int MaxRounds = 10_000_000;

    private const int SaltLength = 16;

    internal static byte[] Encrypt(byte[] info, string passphrase)
    {
        char[] secret = Utf8AsChars(passphrase);
        try
        {
            return EncryptedPrivateKeyInfoFactory.CreateEncryptedPrivateKeyInfo(
                NistObjectIdentifiers.IdAes256Cbc,
                PkcsObjectIdentifiers.IdHmacWithSha256,
                secret,
                RandomNumberGenerator.GetBytes(SaltLength),
                Rounds,
                new SecureRandom(),
                PrivateKeyInfo.GetInstance(info)).GetDerEncoded();
        }
        finally
        {
            Array.Clear(secret);
        }
    }

    internal static byte[] Decrypt(byte[] encrypted, string passphrase)
    {
        char[] secret = Utf8AsChars(passphrase);
        try
        {
            EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.GetInstance(encrypted);
            RefuseOtherSchemes(info);
            return PrivateKeyInfoFactory.CreatePrivateKeyInfo(secret, info).GetDerEncoded();
        }
        catch (Exception e) when (e is not (FormatException or OutOfMemoryException))
        {
            // The library tells a wrong passphrase from damage by many exceptions, none of them reliably.
            throw new FormatException("The passphrase is wrong, or the encrypted private key is damaged.", e);
        }
        finally
        {
            Array.Clear(secret);
        }
    }

    private static void RefuseOtherSchemes(EncryptedPrivateKeyInfo info)
    {
        const string remedy = "Convert the key: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.pem -out new.pem";
        if (!info.EncryptionAlgorithm.Algorithm.Equals(PkcsObjectIdentifiers.IdPbeS2))
        {
            throw new FormatException($"The private key is encrypted in an old way. {remedy}");
        }

        KeyDerivationFunc derivation = PbeS2Parameters.GetInstance(info.EncryptionAlgorithm.Parameters).KeyDerivationFunc;
        if (!derivation.Algorithm.Equals(PkcsObjectIdentifiers.IdPbkdf2))
        {
            throw new FormatException($"The private key is encrypted with a key derivation other than PBKDF2. {remedy}");
        }

        BigInteger rounds = Pbkdf2Params.GetInstance(derivation.Parameters).IterationCount;
        if (rounds.SignValue <= 0 || rounds.CompareTo(BigInteger.ValueOf(MaxRounds)) > 0)
        {
            throw new FormatException($"The private key asks for more than {MaxRounds} PBKDF2 rounds. {remedy}");
        }
    }

    // PBKDF2 runs over the passphrase's UTF-8 bytes; BouncyCastle takes the low byte of each char. So: one char per UTF-8 byte.
    private static char[] Utf8AsChars(string passphrase)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(passphrase);
        char[] chars = Encoding.Latin1.GetChars(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return chars;
    }
}
