using System.Buffers.Text;

namespace FederatedGateway.Evidence.Tests;

public sealed class SigningKeyTests
{
    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void Two_keys_differ_and_check_only_their_own_signatures(KeyAlgorithm algorithm)
    {
        using var one = SigningKey.Generate(algorithm);
        using var two = SigningKey.Generate(algorithm);
        byte[] signature = one.Sign("data"u8);

        Assert.Equal(64, signature.Length);
        Assert.NotEqual(one.PublicKey, two.PublicKey);
        Assert.True(one.PublicKey.Verify("data"u8, signature));
        Assert.False(two.PublicKey.Verify("data"u8, signature));
    }

    [Fact]
    public void An_unknown_algorithm_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SigningKey.Generate((KeyAlgorithm)7));

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void A_key_prints_its_public_part_only(KeyAlgorithm algorithm)
    {
        using var key = SigningKey.Generate(algorithm);

        Assert.Equal(key.PublicKey.ToString(), key.ToString());
        Assert.Equal(["PublicKey"], typeof(SigningKey).GetProperties().Select(property => property.Name));
        Assert.Empty(typeof(SigningKey).GetFields());
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void A_disposed_key_signs_and_exports_no_more(KeyAlgorithm algorithm)
    {
        var key = SigningKey.Generate(algorithm);
        PublicKey publicKey = key.PublicKey;
        key.Dispose();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign("data"u8));
        Assert.Throws<ObjectDisposedException>(() => key.ExportPem());
        Assert.Equal(publicKey, key.PublicKey);
    }

    [Fact]
    public void The_seed_of_an_ed25519_key_is_zero_after_disposal()
    {
        EdwardsPrivatePart part = EdwardsPrivatePart.Generate();
        Assert.NotEqual(new byte[32], part.ExportPkcs8()[^32..]);

        part.Dispose();

        Assert.Equal(new byte[32], part.ExportPkcs8()[^32..]);
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void One_key_serves_many_threads(KeyAlgorithm algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        int held = 0;
        Parallel.For(0, 64, i =>
        {
            byte[] data = BitConverter.GetBytes(i);
            if (key.PublicKey.Verify(data, key.Sign(data)))
            {
                Interlocked.Increment(ref held);
            }
        });

        Assert.Equal(64, held);
    }

    // RFC 8032, 7.1, test 3, through the PKCS#8 of RFC 8410.
    [Fact]
    public void The_standards_ed25519_key_signs_as_the_standard_shows()
    {
        using SigningKey key = KnownKeys.Of(KeyAlgorithm.Ed25519);

        Assert.Equal("ed25519:" + Base64Url.EncodeToString(Convert.FromHexString("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")), key.ToString());
        Assert.Equal(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
            Convert.ToHexStringLower(key.Sign([0xaf, 0x82])));
        Assert.Equal(
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3\n-----END PRIVATE KEY-----\n",
            key.ExportPem());
    }
}
