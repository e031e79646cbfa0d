using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;
using FederatedGateway.Testing;

namespace FederatedGateway.Evidence.Tests;

/// <summary>The Wycheproof vectors (C2SP): valid signatures are accepted, invalid ones refused, and nothing throws.</summary>
public sealed class WycheproofTests
{
    [Fact]
    public void P256_signatures_are_judged_as_published() =>
        Check("ecdsa_secp256r1_sha256_p1363_test.json.gz", minimum: 250, key =>
        {
            byte[] point = Convert.FromHexString(key.GetProperty("uncompressed").GetString()!);
            byte[] compressed = [(byte)(2 | (point[^1] & 1)), .. point.AsSpan(1, 32)];
            return "p256:" + Base64Url.EncodeToString(compressed);
        });

    [Fact]
    public void Ed25519_signatures_are_judged_as_published() =>
        Check("ed25519_test.json.gz", minimum: 140, key => "ed25519:" + Base64Url.EncodeToString(Convert.FromHexString(key.GetProperty("pk").GetString()!)));

    private static void Check(string file, int minimum, Func<JsonElement, string> keyText)
    {
        using Stream packed = File.OpenRead(SharedFolder.PathOf("vectors/wycheproof/" + file));
        using JsonDocument document = JsonDocument.Parse(new GZipStream(packed, CompressionMode.Decompress));
        int judged = 0;
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            PublicKey key = PublicKey.Parse(keyText(group.GetProperty("publicKey")));
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                bool accepted = key.Verify(Bytes(test, "msg"), Bytes(test, "sig"));
                string expected = test.GetProperty("result").GetString()!;
                Assert.True(
                    expected == "acceptable" || accepted == (expected == "valid"),
                    $"test {test.GetProperty("tcId")} ({test.GetProperty("comment")}) is {expected}, but was {(accepted ? "accepted" : "refused")}");
                judged++;
            }
        }

        Assert.True(judged >= minimum, $"only {judged} vectors were read");
    }

    private static byte[] Bytes(JsonElement test, string name) => Convert.FromHexString(test.GetProperty(name).GetString()!);
}
