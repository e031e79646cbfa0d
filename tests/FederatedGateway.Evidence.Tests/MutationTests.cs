using System.Security.Cryptography;
using System.Text;

namespace FederatedGateway.Evidence.Tests;

/// <summary>Whatever arrives from outside, only a <see cref="FormatException"/> comes back. Seeded, and a find prints its bytes.</summary>
public sealed class MutationTests
{
    private const int Rounds = 3_000;

    [Fact]
    public void A_mutated_envelope_is_read_or_refused_and_never_believed()
    {
        using var key = KnownKeys.Of(KeyAlgorithm.Ed25519);
        byte[] payload = Encoding.UTF8.GetBytes("""{"a":1}""");
        byte[] json = Envelope.Sign("type/a", payload, key).ToJson();
        Each("envelope", json, bytes =>
        {
            VerifiedEnvelope? verified = Envelope.Parse(bytes).Verify("type/a", [key.PublicKey]);
            Assert.True(verified is null || verified.Payload.Span.SequenceEqual(payload));
        });
    }

    [Fact]
    public void A_mutated_document_is_canonicalised_or_refused()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"parties":[{"id":"heddlu-de-cymru","κ":[1e21,-0.000001,true,null]},"\ud83d\ude00\n"],"":{"a":{}}}""");
        Each("document", json, bytes => Assert.True(CanonicalJson.IsCanonical(CanonicalJson.Canonicalize(bytes))));
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void A_mutated_public_key_is_read_or_refused(KeyAlgorithm algorithm)
    {
        using var key = KnownKeys.Of(algorithm);
        byte[] signature = key.Sign("data"u8);
        Each("public key", Encoding.ASCII.GetBytes(key.ToString()), bytes =>
        {
            PublicKey read = PublicKey.Parse(Encoding.Latin1.GetString(bytes));
            Assert.Equal(read.Equals(key.PublicKey), read.Verify("data"u8, signature));
        });
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void A_mutated_private_key_is_read_or_refused(KeyAlgorithm algorithm)
    {
        using var key = KnownKeys.Of(algorithm);
        string pem = key.ExportPem();
        Each("pem", Encoding.ASCII.GetBytes(pem), bytes => SignWith(Encoding.Latin1.GetString(bytes), null));
        byte[] info = PrivateKeyPem.Read(pem, null);
        Each("info", info, bytes => SignWith(PemEncoding.WriteString("PRIVATE KEY", bytes), null));
    }

    [Fact]
    public void A_mutated_encrypted_key_is_read_or_refused()
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(KnownKeys.Of(KeyAlgorithm.EcdsaP256).ExportPem());
        byte[] info = ecdsa.ExportEncryptedPkcs8PrivateKey("x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1));
        Each("encrypted", info, bytes => SignWith(PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", bytes), "x"));
    }

    [Fact]
    public void The_mutations_above_break_what_they_should()
    {
        // Were every mutant still good, the tests here would prove nothing.
        int refused = 0;
        Each("self-test", "{\"a\":[1,2,3]}"u8.ToArray(), bytes => CanonicalJson.Canonicalize(bytes), () => refused++);

        Assert.InRange(refused, Rounds / 4, Rounds - 1);
    }

    private static void SignWith(string pem, string? passphrase)
    {
        using var key = SigningKey.ImportPem(pem, passphrase);
        Assert.True(key.PublicKey.Verify("data"u8, key.Sign("data"u8)));
    }

    private static void Each(string seed, byte[] valid, Action<byte[]> read, Action? onRefusal = null)
    {
        var random = new SeededBytes(seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutant = Mutate(random, valid);
            try
            {
                read(mutant);
            }
            catch (FormatException)
            {
                onRefusal?.Invoke();
            }
            catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"round {round} of '{seed}' threw {e.GetType().Name}: {e.Message}\n{Convert.ToHexStringLower(mutant)}");
            }
        }
    }

    private static byte[] Mutate(SeededBytes random, byte[] valid)
    {
        List<byte> bytes = [.. valid];
        for (int i = random.Below(3); i >= 0 && bytes.Count > 1; i--)
        {
            int place = random.Below(bytes.Count);
            switch (random.Below(5))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << random.Below(8));
                    break;
                case 1:
                    bytes[place] = random.Octet();
                    break;
                case 2:
                    bytes.RemoveAt(place);
                    break;
                case 3:
                    bytes.Insert(place, bytes[random.Below(bytes.Count)]);
                    break;
                default:
                    bytes.RemoveRange(place, Math.Min(bytes.Count - place, random.Below(8)));
                    break;
            }
        }

        return [.. bytes];
    }
}
