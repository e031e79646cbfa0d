using System.Security.Cryptography;

namespace FederatedGateway.Evidence.Tests;

public sealed class PrivateKeyPemTests
{
    private const string Passphrase = "pili-pala £ô 蝴蝶";

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256, null)]
    [InlineData(KeyAlgorithm.EcdsaP256, Passphrase)]
    [InlineData(KeyAlgorithm.Ed25519, null)]
    [InlineData(KeyAlgorithm.Ed25519, Passphrase)]
    public void A_key_reads_back_from_its_file(KeyAlgorithm algorithm, string? passphrase)
    {
        using var key = SigningKey.Generate(algorithm);
        string pem = key.ExportPem(passphrase);
        using var read = SigningKey.ImportPem("a note above the key\n" + pem, passphrase);

        Assert.StartsWith(passphrase is null ? "-----BEGIN PRIVATE KEY-----\n" : "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", pem, StringComparison.Ordinal);
        Assert.Equal(key.PublicKey, read.PublicKey);
        Assert.True(key.PublicKey.Verify("data"u8, read.Sign("data"u8)));
    }

    [Fact]
    public void The_platform_reads_what_is_written_and_the_other_way_round()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromEncryptedPem(key.ExportPem(Passphrase), Passphrase);
        var cheap = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA512, 1_000);
        using var back = SigningKey.ImportPem(ecdsa.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, cheap), Passphrase);

        Assert.Equal(key.PublicKey, back.PublicKey);
    }

    [Fact]
    public void A_wrong_or_missing_passphrase_is_refused_with_the_remedy()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = ecdsa.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10));

        Assert.Contains("passphrase is needed", Refusal(pem), StringComparison.Ordinal);
        for (int i = 0; i < 600; i++)
        {
            // Some wrong passphrase in 256 leaves a padding that looks right.
            Assert.Contains("passphrase is wrong", Refusal(pem, $"wrong {i}"), StringComparison.Ordinal);
        }

        using var key = SigningKey.ImportPem(pem, Passphrase);
        Assert.Throws<ArgumentException>(() => key.ExportPem(""));
    }

    [Fact]
    public void A_key_of_another_kind_is_refused_with_the_remedy()
    {
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var old = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Contains("fedgate keys new", Refusal(rsa.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.Contains("fedgate keys new", Refusal(p384.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.Contains("openssl pkcs8 -topk8", Refusal(old.ExportECPrivateKeyPem()), StringComparison.Ordinal);
        Assert.Contains("There is no private key", Refusal(old.ExportSubjectPublicKeyInfoPem()), StringComparison.Ordinal);
        Assert.Contains("There is no private key", Refusal(""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_encrypted_in_an_old_way_is_refused_with_the_remedy()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = ecdsa.ExportEncryptedPkcs8PrivateKeyPem("old", new PbeParameters(PbeEncryptionAlgorithm.TripleDes3KeyPkcs12, HashAlgorithmName.SHA1, 10));

        string sha1 = ecdsa.ExportEncryptedPkcs8PrivateKeyPem("old", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA1, 10));

        Assert.Contains("in an old way", Refusal(pem, "old"), StringComparison.Ordinal);
        Assert.Contains("openssl pkcs8 -topk8 -v2", Refusal(pem, "old"), StringComparison.Ordinal);
        Assert.Contains("with an old hash", Refusal(sha1, "old"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_would_take_minutes_to_decrypt_is_refused()
    {
        // EncryptedPrivateKeyInfo with PBES2, PBKDF2 (salt of 8 bytes, 2,147,483,647 rounds, HMAC-SHA-256) and AES-256-CBC.
        byte[] info = Convert.FromHexString(
            "306b" + "3057" + "06092a864886f70d01050d" + "304a"
            + "3029" + "06092a864886f70d01050c" + "301c" + "04080001020304050607" + "02047fffffff" + "300a" + "06082a864886f70d0209"
            + "301d" + "060960864801650304012a" + "0410" + new string('0', 32)
            + "0410" + new string('0', 32));
        string pem = PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", info);

        Assert.Contains("PBKDF2 rounds", Refusal(pem, "x"), StringComparison.Ordinal);
    }

    private static string Refusal(string pem, string? passphrase = null) =>
        Assert.Throws<FormatException>(() => SigningKey.ImportPem(pem, passphrase)).Message;
}
