using System.Text;

namespace FederatedGateway.Evidence.Tests;

public sealed class EnvelopeTamperingTests
{
    private const string Type = "application/vnd.federatedgateway.question.v1+json";

    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("""{"maxEpsilon":0.5}""");

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void One_flipped_bit_of_the_payload_is_refused(KeyAlgorithm algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        Envelope envelope = Envelope.Sign(Type, Payload, key);
        Assert.All(Flips(Payload), changed => Assert.Null(new Envelope(Type, changed, envelope.Signatures).Verify(Type, [key.PublicKey])));
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void One_flipped_bit_of_the_signature_is_refused(KeyAlgorithm algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        EnvelopeSignature good = Envelope.Sign(Type, Payload, key).Signatures[0];
        Assert.All(
            Flips(good.Signature.ToArray()),
            changed => Assert.Null(new Envelope(Type, Payload, [good with { Signature = changed }]).Verify(Type, [key.PublicKey])));
    }

    [Fact]
    public void One_flipped_bit_of_the_type_is_refused_even_where_that_type_is_expected()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        Envelope envelope = Envelope.Sign(Type, Payload, key);
        foreach (string changed in Flips(Encoding.ASCII.GetBytes(Type)).Where(bytes => bytes.All(b => b < 0x80)).Select(Encoding.ASCII.GetString))
        {
            Assert.Null(new Envelope(changed, Payload, envelope.Signatures).Verify(changed, [key.PublicKey]));
        }
    }

    [Fact]
    public void A_document_of_one_type_is_not_taken_for_one_of_another()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        Envelope envelope = Envelope.Sign(Type, Payload, key);
        const string other = "application/vnd.federatedgateway.approval.v1+json";

        Assert.Null(envelope.Verify(other, [key.PublicKey]));
        Assert.Null(new Envelope(other, Payload, envelope.Signatures).Verify(other, [key.PublicKey]));
        Assert.NotNull(envelope.Verify(Type, [key.PublicKey]));
    }

    [Fact]
    public void Bytes_moved_between_type_and_payload_are_refused()
    {
        // What the lengths in the encoding are for: without them both envelopes would sign "DSSEv1 a b c".
        using var key = SigningKey.Generate(KeyAlgorithm.Ed25519);
        Envelope envelope = Envelope.Sign("a", "b c"u8.ToArray(), key);

        Assert.Null(new Envelope("a b", "c"u8.ToArray(), envelope.Signatures).Verify("a b", [key.PublicKey]));
    }

    [Fact]
    public void A_signature_over_the_bare_payload_is_refused()
    {
        // Sabotage: a signer that forgets the encoding leaves the type unsigned; such a signature must not hold.
        using var key = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        byte[] bare = key.Sign(Payload);

        Assert.True(key.PublicKey.Verify(Payload, bare));
        Assert.Null(new Envelope(Type, Payload, [new(key.ToString(), bare)]).Verify(Type, [key.PublicKey]));
    }

    private static IEnumerable<byte[]> Flips(byte[] bytes)
    {
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return changed;
        }
    }
}
