using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FederatedGateway.Evidence.Tests;

public sealed class PublicKeyTests
{
    // RFC 8032, 7.1, tests 1 and 3.
    [Theory]
    [InlineData(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void The_standards_ed25519_signatures_hold(string key, string message, string signature)
    {
        PublicKey publicKey = PublicKey.Parse("ed25519:" + Base64Url.EncodeToString(Convert.FromHexString(key)));
        byte[] bytes = Convert.FromHexString(signature);

        Assert.True(publicKey.Verify(Convert.FromHexString(message), bytes));
        bytes[5] ^= 1;
        Assert.False(publicKey.Verify(Convert.FromHexString(message), bytes));
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256, "p256:", 49)]
    [InlineData(KeyAlgorithm.Ed25519, "ed25519:", 51)]
    public void A_key_reads_back_from_its_text(KeyAlgorithm algorithm, string prefix, int length)
    {
        for (int i = 0; i < 8; i++)
        {
            using var key = SigningKey.Generate(algorithm);
            string text = key.PublicKey.ToString();

            Assert.StartsWith(prefix, text, StringComparison.Ordinal);
            Assert.Equal(length, text.Length);
            Assert.Equal(key.PublicKey, PublicKey.Parse(text));
            Assert.Equal(key.PublicKey.GetHashCode(), PublicKey.Parse(text).GetHashCode());
            Assert.Equal(algorithm, PublicKey.Parse(text).Algorithm);
        }
    }

    public static TheoryData<string> Refused => new(
        "",
        "p256:",
        "ed25519:",
        "rsa:AAAA",
        Ecdsa(new byte[33]), // no such prefix byte
        Ecdsa([0x04, .. new byte[32]]),
        Ecdsa([0x02, .. Enumerable.Repeat((byte)0xff, 32)]), // x above the prime
        Ecdsa([0x02, .. new byte[31], 0x01]), // x = 1 is on no point: 1 - 3 + b is no square
        Ecdsa([0x02, .. new byte[31]]),
        "ed25519:" + Base64Url.EncodeToString(new byte[32]), // y = 0, order 4
        "ed25519:" + Base64Url.EncodeToString([1, .. new byte[31]]), // the neutral point
        "ed25519:" + Base64Url.EncodeToString([.. Enumerable.Repeat((byte)0xff, 31), 0x7f]), // y above the prime
        "ed25519:" + Base64Url.EncodeToString([2, .. new byte[31]]), // y = 2 is on no point
        "ed25519:" + Base64Url.EncodeToString(Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))); // order 8

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_key_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => PublicKey.Parse(text));
        Assert.False(PublicKey.TryParse(text, out PublicKey? key));
        Assert.Null(key);
        Assert.False(PublicKey.TryParse(null, out _));
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void A_key_has_one_spelling(KeyAlgorithm algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        string text = key.PublicKey.ToString();

        Assert.False(PublicKey.TryParse(text + "=", out _));
        Assert.False(PublicKey.TryParse(" " + text, out _));
        Assert.False(PublicKey.TryParse(text + "\n", out _));
        Assert.False(PublicKey.TryParse(text.ToUpperInvariant(), out _));
        Assert.False(PublicKey.TryParse(text[..^1], out _));

        // The last of 43 characters carries two bits that are not part of the key.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.IndexOf(text[^1], StringComparison.Ordinal);
        if (algorithm == KeyAlgorithm.Ed25519)
        {
            Assert.False(PublicKey.TryParse(text[..^1] + alphabet[last ^ 1], out _));
        }
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void Malformed_signatures_are_refused_and_never_throw(KeyAlgorithm algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        byte[] good = key.Sign("data"u8);
        Assert.True(key.PublicKey.Verify("data"u8, good));
        foreach (int length in (int[])[0, 1, 32, 63, 65, 128, 10_000])
        {
            Assert.False(key.PublicKey.Verify("data"u8, new byte[length]));
        }

        Assert.False(key.PublicKey.Verify("data"u8, new byte[64]));
        Assert.False(key.PublicKey.Verify("data"u8, Enumerable.Repeat((byte)0xff, 64).ToArray()));
        Assert.False(key.PublicKey.Verify("data"u8, [.. good, 0]));
        Assert.False(key.PublicKey.Verify("data"u8, good.AsSpan(0, 63)));
        Assert.False(key.PublicKey.Verify("date"u8, good));
    }

    [Fact]
    public void An_ecdsa_scalar_that_was_raised_by_the_group_order_is_refused()
    {
        // r + n stands for the same number modulo n: a reader without a range check would take it.
        byte[] order = Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        using var key = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        byte[] good = key.Sign("data"u8);

        Assert.False(key.PublicKey.Verify("data"u8, [.. order, .. good.AsSpan(32)]));
        Assert.False(key.PublicKey.Verify("data"u8, [.. good.AsSpan(0, 32), .. order]));
        Assert.False(key.PublicKey.Verify("data"u8, [.. new byte[32], .. good.AsSpan(32)]));
        Assert.False(key.PublicKey.Verify("data"u8, [.. good.AsSpan(0, 32), .. new byte[32]]));
    }

    [Fact]
    public void An_exported_p256_key_is_read_by_the_platform()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(key.PublicKey.ExportPem());
        byte[] data = Encoding.UTF8.GetBytes("data");

        Assert.True(ecdsa.VerifyData(data, key.Sign(data), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    [Fact]
    public void An_exported_ed25519_key_is_the_one_that_RFC_8410_shows()
    {
        // RFC 8410, 10.1 and 10.3: the public key of the example.
        PublicKey key = PublicKey.Parse("ed25519:" + Base64Url.EncodeToString(
            Convert.FromHexString("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")));

        Assert.Equal(
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n",
            key.ExportPem());
    }

    private static string Ecdsa(byte[] bytes) => "p256:" + Base64Url.EncodeToString(bytes);
}
