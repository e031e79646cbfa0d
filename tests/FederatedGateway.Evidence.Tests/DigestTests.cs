namespace FederatedGateway.Evidence.Tests;

public sealed class DigestTests
{
    // FIPS 180-4 example: SHA-256 of "abc".
    private const string Abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void The_digest_of_abc_is_the_standards_figure() => Assert.Equal(Abc, Digest.Of("abc"u8).ToString());

    [Fact]
    public void A_digest_reads_back_from_its_text_and_its_bytes()
    {
        Digest digest = Digest.Of("abc"u8);

        Assert.Equal(digest, Digest.Parse(Abc));
        Assert.Equal(digest, Digest.FromBytes(digest.Bytes.Span));
        Assert.Equal(digest.GetHashCode(), Digest.Parse(Abc).GetHashCode());
        Assert.NotEqual(digest, Digest.Of("abd"u8));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0")]
    [InlineData("sha256:ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Another_spelling_is_refused(string? text)
    {
        Assert.False(Digest.TryParse(text, out _));
        if (text is not null)
        {
            Assert.Throws<FormatException>(() => Digest.Parse(text));
        }
    }

    [Fact]
    public void Bytes_of_another_length_are_refused() => Assert.Throws<FormatException>(() => Digest.FromBytes(new byte[31]));

    [Fact]
    public void Changing_the_bytes_handed_out_changes_no_digest()
    {
        Digest digest = Digest.Of("abc"u8);
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(digest.Bytes).Span[0] ^= 1;

        Assert.Equal(Abc, digest.ToString());
    }
}
