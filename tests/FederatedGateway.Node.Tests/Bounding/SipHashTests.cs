using System.Runtime.InteropServices;

namespace FederatedGateway.Node.Tests;

public sealed class SipHashTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 16).Select(value => (byte)value)];

    // From the authors' test vectors: key 00 01 .. 0f, message 00 01 ..
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(16, 0x3f2acc7f57c29bdb)]
    public void The_hash_is_that_of_the_published_vectors(int length, ulong expected)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(value => (byte)value)];
        Assert.Equal(expected, ReferenceSipHash.Hash(Key, message));
        Assert.Equal(expected, new SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908).Of(MemoryMarshal.Cast<byte, ulong>(message)));
    }

    [Fact]
    public void Any_number_of_words_hashes_as_their_bytes_do()
    {
        var random = new SplitMix(7);
        for (int length = 0; length < 40; length++)
        {
            byte[] message = Bytes(random, length);
            Assert.Equal(ReferenceSipHash.Hash(Key, message), new SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908).Of(MemoryMarshal.Cast<byte, ulong>(message)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Eight_inputs_side_by_side_hash_as_each_of_their_bytes_do(int parts)
    {
        const int From = 3;
        var random = new SplitMix(8);
        byte[] first = Bytes(random, 2);
        byte[][] words = [.. Enumerable.Range(0, parts).Select(_ => Bytes(random, From + SipHashLanes.Count))];
        var hashes = new ulong[SipHashLanes.Count];
        new SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908).After(MemoryMarshal.Cast<byte, ulong>(first))
            .Of([.. words.Select(part => MemoryMarshal.Cast<byte, ulong>(part).ToArray())], From, hashes);
        Assert.Equal(
            Enumerable.Range(From, SipHashLanes.Count).Select(input => ReferenceSipHash.Hash(Key, [.. first, .. words.SelectMany(part => part[(8 * input)..(8 * (input + 1))])])),
            hashes);
    }

    private static byte[] Bytes(SplitMix random, int words) => [.. Enumerable.Range(0, 8 * words).Select(_ => (byte)random.Below(256))];
}
