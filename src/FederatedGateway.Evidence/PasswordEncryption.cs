using System.Formats.Asn1;
using System.Security.Cryptography;

namespace FederatedGateway.Evidence;

/// <summary>The public parameters of PBES2 with PBKDF2 and AES-CBC (RFC 8018, A.2 to A.4), and how they stand in DER.</summary>
internal sealed record PasswordEncryption(byte[] Salt, int Rounds, HashAlgorithmName Hash, int KeyLength, byte[] InitializationVector)
{
    // A file that asks for more would stop the program for minutes.
    internal const int MaxRounds = 10_000_000;

    // OWASP's figure for PBKDF2-HMAC-SHA-256 (2023).
    private const int NewRounds = 600_000;
    private const int BlockLength = 16;
    private const int Aes256KeyLength = 32;

    private const string SchemeOid = "1.2.840.113549.1.5.13";
    private const string DerivationOid = "1.2.840.113549.1.5.12";
    private const string HmacSha256Oid = "1.2.840.113549.2.9";
    private const string Aes256Oid = "2.16.840.1.101.3.4.1.42";

    private const string Remedy = "Convert the key: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.pem -out new.pem";

    internal static PasswordEncryption New() => new(
        RandomNumberGenerator.GetBytes(BlockLength), NewRounds, HashAlgorithmName.SHA256, Aes256KeyLength, RandomNumberGenerator.GetBytes(BlockLength));

    /// <summary>Writes the AlgorithmIdentifier of a <see cref="New"/> scheme.</summary>
    internal void Write(AsnWriter writer)
    {
        using AsnWriter.Scope algorithm = writer.PushSequence();
        writer.WriteObjectIdentifier(SchemeOid);
        using AsnWriter.Scope parameters = writer.PushSequence();
        WriteDerivation(writer);
        using AsnWriter.Scope cipher = writer.PushSequence();
        writer.WriteObjectIdentifier(Aes256Oid);
        writer.WriteOctetString(InitializationVector);
    }

    /// <summary>Reads an AlgorithmIdentifier's content.</summary>
    /// <exception cref="FormatException">It is another scheme, or asks for more than <see cref="MaxRounds"/>.</exception>
    /// <exception cref="AsnContentException">It is no AlgorithmIdentifier.</exception>
    internal static PasswordEncryption Read(AsnReader algorithm)
    {
        Expect(algorithm, SchemeOid, "in an old way");
        AsnReader parameters = algorithm.ReadSequence();
        AsnReader derivation = parameters.ReadSequence();
        Expect(derivation, DerivationOid, "with a key derivation other than PBKDF2");
        (byte[] salt, int rounds, HashAlgorithmName hash) = ReadDerivation(derivation.ReadSequence());
        AsnReader cipher = parameters.ReadSequence();
        int keyLength = cipher.ReadObjectIdentifier() switch
        {
            "2.16.840.1.101.3.4.1.2" => 16,
            "2.16.840.1.101.3.4.1.22" => 24,
            Aes256Oid => Aes256KeyLength,
            _ => throw new FormatException($"The private key is encrypted with a cipher other than AES-CBC. {Remedy}"),
        };
        byte[] vector = cipher.ReadOctetString();
        return vector.Length == BlockLength
            ? new PasswordEncryption(salt, rounds, hash, keyLength, vector)
            : throw new AsnContentException("An AES initialization vector has 16 bytes.");
    }

    private static (byte[] Salt, int Rounds, HashAlgorithmName Hash) ReadDerivation(AsnReader parameters)
    {
        byte[] salt = parameters.ReadOctetString();
        if (!parameters.TryReadInt32(out int rounds) || rounds is < 1 or > MaxRounds)
        {
            throw new FormatException($"The private key asks for more than {MaxRounds} PBKDF2 rounds. {Remedy}");
        }

        if (parameters.HasData && parameters.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            _ = parameters.ReadInteger(); // the key's length, which the cipher says too
        }

        HashAlgorithmName hash = (parameters.HasData ? parameters.ReadSequence().ReadObjectIdentifier() : "") switch
        {
            HmacSha256Oid => HashAlgorithmName.SHA256,
            "1.2.840.113549.2.10" => HashAlgorithmName.SHA384,
            "1.2.840.113549.2.11" => HashAlgorithmName.SHA512,
            _ => throw new FormatException($"The private key is encrypted with an old hash. {Remedy}"),
        };
        return (salt, rounds, hash);
    }

    private void WriteDerivation(AsnWriter writer)
    {
        using AsnWriter.Scope derivation = writer.PushSequence();
        writer.WriteObjectIdentifier(DerivationOid);
        using AsnWriter.Scope parameters = writer.PushSequence();
        writer.WriteOctetString(Salt);
        writer.WriteInteger(Rounds);
        using AsnWriter.Scope hash = writer.PushSequence();
        writer.WriteObjectIdentifier(HmacSha256Oid);
        writer.WriteNull();
    }

    private static void Expect(AsnReader algorithm, string oid, string otherwise)
    {
        if (algorithm.ReadObjectIdentifier() != oid)
        {
            throw new FormatException($"The private key is encrypted {otherwise}. {Remedy}");
        }
    }
}
