using System.Security.Cryptography;

namespace FederatedGateway.Evidence.Tests;

public sealed class MismatchedKeyTests
{
    [Fact]
    public void A_private_key_beside_anothers_public_key_is_refused()
    {
        using var mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var theirs = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] info = mine.ExportPkcs8PrivateKey();
        ECPoint point = theirs.ExportParameters(includePrivateParameters: false).Q;
        byte[] coordinates = [.. point.X!, .. point.Y!];

        // The public point is the last field of RFC 5915's ECPrivateKey, and nothing follows it.
        Assert.Equal(mine.ExportParameters(includePrivateParameters: false).Q.Y, info[^32..]);
        coordinates.CopyTo(info, info.Length - coordinates.Length);

        FormatException e = Assert.Throws<FormatException>(() => SigningKey.ImportPem(PemEncoding.WriteString("PRIVATE KEY", info)));
        Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
    }
}
