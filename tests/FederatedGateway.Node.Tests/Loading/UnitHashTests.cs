using System.Text;
using DuckDB.NET.Data;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

public sealed class UnitHashTests : IDisposable
{
    // At every length around a word, around the buffer on the stack, and far beyond it.
    private static readonly int[] Lengths = [0, 1, 7, 8, 9, 15, 16, 17, 79, 80, 81, 82, 83, 84, 239, 240, 241, 247, 248, 249, 5000];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_two_SipHashes_of_the_texts_bytes_after_their_number_under_the_two_halves_of_the_key()
    {
        NodeSecret secret = NodeSecret.Draft(_folder.Path);
        byte[] key = [.. Convert.FromHexString(secret.Derive("unit", "visits")).Chunk(8).SelectMany(word => word.Reverse())];
        foreach (string text in Lengths.SelectMany(length => new[] { new string('a', length), new string('é', length), new string('東', length) }))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            byte[] message = [.. BitConverter.GetBytes((long)bytes.Length), .. bytes, .. new byte[(8 - (bytes.Length % 8)) % 8]];
            byte[] expected = [.. BitConverter.GetBytes(ReferenceSipHash.Hash(key[..16], message)), .. BitConverter.GetBytes(ReferenceSipHash.Hash(key[16..], message))];
            Assert.Equal(expected, new UnitHash(secret, "visits").Of(text).ToByteArray(bigEndian: true));
        }
    }

    [Fact]
    public void Texts_that_differ_in_a_zero_at_the_end_a_letter_or_their_length_have_different_hashes_in_both_halves()
    {
        var hash = new UnitHash(NodeSecret.Draft(_folder.Path), "visits");
        string[] texts = [.. Lengths.SelectMany(length => new[] { new string('a', length), new string('\0', length), new string('a', length) + "\0", new string('a', length) + "b" }).Distinct()];
        byte[][] hashes = [.. texts.Select(text => hash.Of(text).ToByteArray(bigEndian: true))];
        Assert.Equal(texts.Length, hashes.Select(bytes => BitConverter.ToUInt64(bytes, 0)).Distinct().Count());
        Assert.Equal(texts.Length, hashes.Select(bytes => BitConverter.ToUInt64(bytes, 8)).Distinct().Count());
    }

    [Fact]
    public void Another_secret_and_another_data_set_give_another_hash()
    {
        using var other = new TemporaryFolder();
        NodeSecret secret = NodeSecret.Draft(_folder.Path);
        Guid[] hashes = [new UnitHash(secret, "visits").Of("p1"), new UnitHash(secret, "calls").Of("p1"), new UnitHash(NodeSecret.Draft(other.Path), "visits").Of("p1")];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], new UnitHash(secret, "visits").Of("p1"));
    }

    [Fact]
    public void In_SQL_it_is_the_same_in_any_chunk_and_null_of_null()
    {
        var hash = new UnitHash(NodeSecret.Draft(_folder.Path), "visits");
        using DuckDBConnection connection = LoadingDatabase.Open("512MB");
        hash.Register(connection);
        const string Units = "(SELECT CASE WHEN i % 7 = 3 THEN NULL ELSE concat('p', i % 100) END AS unit FROM range(10000) t(i))";
        Assert.Equal(101, connection.Number($"SELECT count(DISTINCT coalesce(CAST({UnitHash.Function}(unit) AS VARCHAR), 'none')) FROM {Units}"));
        Assert.Equal(0, connection.Number($"SELECT count(*) FROM {Units} WHERE (unit IS NULL) <> ({UnitHash.Function}(unit) IS NULL)"));
        Assert.Equal([hash.Of("p42").ToString()], connection.Column($"SELECT DISTINCT CAST({UnitHash.Function}(unit) AS VARCHAR) FROM {Units} WHERE unit = 'p42'"));
    }
}
