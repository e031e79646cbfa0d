using FederatedGateway.Testing;

namespace FederatedGateway.Evidence.Tests;

/// <summary>The published vectors of RFC 8785's authors (cyberphone/json-canonicalization, testdata).</summary>
public sealed class CanonicalJsonVectorTests
{
    [Theory]
    [InlineData("arrays")]
    [InlineData("french")]
    [InlineData("structures")]
    [InlineData("unicode")]
    [InlineData("values")]
    [InlineData("weird")]
    public void A_published_document_has_its_published_form(string name)
    {
        string folder = SharedFolder.PathOf("vectors/jcs");
        byte[] actual = CanonicalJson.Canonicalize(File.ReadAllBytes(Path.Combine(folder, "input", name + ".json")));

        string[] octets = File.ReadAllText(Path.Combine(folder, "outhex", name + ".txt")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(string.Concat(octets), Convert.ToHexStringLower(actual));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "output", name + ".json")), actual);
    }
}
