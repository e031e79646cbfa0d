using System.Text;

namespace FederatedGateway.Evidence.Tests;

public sealed class EnvelopeTests
{
    private const string Type = "application/vnd.federatedgateway.agreement.v1+json";

    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("""{"k":10}""");

    [Fact]
    public void What_is_signed_is_the_standards_example() =>
        Assert.Equal(
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world"u8,
            Envelope.PreAuthenticationEncoding("http://example.com/HelloWorld", "hello world"u8));

    [Fact]
    public void Lengths_count_bytes_and_not_letters() =>
        Assert.Equal("DSSEv1 3 € 2 ô"u8, Envelope.PreAuthenticationEncoding("€", "ô"u8));

    [Fact]
    public void The_standards_example_signature_holds()
    {
        // DSSE v1, protocol.md, test vectors: a signature of RFC 6979 by the published key.
        PublicKey key = KnownKeys.Of(KeyAlgorithm.EcdsaP256).PublicKey;
        byte[] signature = Convert.FromBase64String("A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==");
        var envelope = new Envelope("http://example.com/HelloWorld", "hello world"u8.ToArray(), [new(key.ToString(), signature)]);

        Assert.NotNull(envelope.Verify("http://example.com/HelloWorld", [key]));
    }

    [Fact]
    public void Every_pinned_signer_is_named_and_the_payload_stands_as_signed()
    {
        using var officer = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        using var other = SigningKey.Generate(KeyAlgorithm.Ed25519);
        VerifiedEnvelope? verified = Envelope.Sign(Type, Payload, officer, other).Verify(Type, [officer.PublicKey, other.PublicKey, officer.PublicKey]);

        Assert.NotNull(verified);
        Assert.Equal([officer.PublicKey, other.PublicKey], verified.Signers);
        Assert.Equal(Payload, verified.Payload.ToArray());
        Assert.Equal(Type, verified.PayloadType);
        Assert.Equal(Digest.Of(Payload), verified.PayloadDigest);
    }

    [Fact]
    public void A_signature_by_a_key_that_is_not_pinned_counts_for_nothing()
    {
        using var officer = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        using var stranger = SigningKey.Generate(KeyAlgorithm.EcdsaP256);

        Assert.Null(Envelope.Sign(Type, Payload, stranger).Verify(Type, [officer.PublicKey]));
        Assert.Null(Envelope.Sign(Type, Payload, stranger).Verify(Type, []));
        Assert.Equal([officer.PublicKey], Envelope.Sign(Type, Payload, stranger, officer).Verify(Type, [officer.PublicKey])!.Signers);
    }

    [Fact]
    public void A_strangers_signature_under_an_officers_name_counts_for_nothing()
    {
        using var officer = SigningKey.Generate(KeyAlgorithm.Ed25519);
        using var stranger = SigningKey.Generate(KeyAlgorithm.Ed25519);
        EnvelopeSignature forged = Envelope.Sign(Type, Payload, stranger).Signatures[0] with { KeyId = officer.PublicKey.ToString() };

        Assert.Null(new Envelope(Type, Payload, [forged]).Verify(Type, [officer.PublicKey, stranger.PublicKey]));
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void Two_signatures_by_one_key_count_once(KeyAlgorithm algorithm)
    {
        using var officer = SigningKey.Generate(algorithm);
        EnvelopeSignature one = Envelope.Sign(Type, Payload, officer).Signatures[0];
        EnvelopeSignature two = Envelope.Sign(Type, Payload, officer).Signatures[0];

        Assert.Equal([officer.PublicKey], new Envelope(Type, Payload, [one, two, one]).Verify(Type, [officer.PublicKey])!.Signers);
    }

    [Fact]
    public void A_broken_signature_does_not_hide_a_good_one()
    {
        using var officer = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        EnvelopeSignature good = Envelope.Sign(Type, Payload, officer).Signatures[0];
        EnvelopeSignature broken = good with { Signature = new byte[] { 1, 2, 3 } };

        Assert.NotNull(new Envelope(Type, Payload, [broken, good]).Verify(Type, [officer.PublicKey]));
        Assert.Null(new Envelope(Type, Payload, [broken]).Verify(Type, [officer.PublicKey]));
    }

    /// <summary>Else an envelope of a thousand wrong signatures would cost a thousand verifications over its whole payload.</summary>
    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void Each_key_is_tried_once_at_most(KeyAlgorithm algorithm)
    {
        using var officer = SigningKey.Generate(algorithm);
        EnvelopeSignature good = Envelope.Sign(Type, Payload, officer).Signatures[0];
        EnvelopeSignature wrong = good with { Signature = new byte[64] };

        Assert.Null(new Envelope(Type, Payload, [wrong, good]).Verify(Type, [officer.PublicKey]));
        Assert.NotNull(new Envelope(Type, Payload, [good, wrong]).Verify(Type, [officer.PublicKey]));
    }

    [Fact]
    public void Signing_again_replaces_ones_own_signature_only()
    {
        using var officer = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        using var other = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        Envelope envelope = Envelope.Sign(Type, Payload, officer, other).AddSignature(officer);

        Assert.Equal([other.ToString(), officer.ToString()], envelope.Signatures.Select(signature => signature.KeyId));
        Assert.Equal(2, envelope.Verify(Type, [officer.PublicKey, other.PublicKey])!.Signers.Count);
    }

    [Fact]
    public void Bytes_changed_by_their_first_owner_change_nothing_inside()
    {
        using var officer = SigningKey.Generate(KeyAlgorithm.Ed25519);
        byte[] mine = [.. Payload];
        Envelope envelope = Envelope.Sign(Type, mine, officer);
        mine[0] ^= 1;

        Assert.Equal(Payload, envelope.Verify(Type, [officer.PublicKey])!.Payload.ToArray());
    }

    [Fact]
    public void An_envelope_that_cannot_be_is_refused()
    {
        var signature = new EnvelopeSignature("p256:x", new byte[64]);

        Assert.Throws<ArgumentException>(() => Envelope.Sign(Type, Payload));
        Assert.Throws<ArgumentException>(() => new Envelope("", Payload, []));
        Assert.ThrowsAny<ArgumentException>(() => new Envelope("a\ud800", Payload, []));
        Assert.Throws<ArgumentException>(() => new Envelope(Type, Payload, [.. Enumerable.Repeat(signature, Envelope.MaxSignatures + 1)]));
        Assert.Null(new Envelope(Type, Payload, []).Verify(Type, []));
    }
}
