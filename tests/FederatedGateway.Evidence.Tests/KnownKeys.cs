using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace FederatedGateway.Evidence.Tests;

/// <summary>Private keys that standards publish as examples: DSSE's for P-256 (protocol.md), RFC 8032's (7.1, test 3) for Ed25519.</summary>
internal static class KnownKeys
{
    internal static SigningKey Of(KeyAlgorithm algorithm) =>
        SigningKey.ImportPem(PemEncoding.WriteString("PRIVATE KEY", algorithm == KeyAlgorithm.EcdsaP256 ? Ecdsa() : Edwards()));

    private static byte[] Ecdsa()
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Number("97358161215184420915383655311931858321456579547487070936769975997791359926199"),
            Q = new ECPoint
            {
                X = Number("46950820868899156662930047687818585632848591499744589407958293238635476079160"),
                Y = Number("5640078356564379163099075877009565129882514886557779369047442380624545832820"),
            },
        });
        return key.ExportPkcs8PrivateKey();
    }

    private static byte[] Edwards() =>
        Convert.FromHexString("302e020100300506032b657004220420c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");

    private static byte[] Number(string digits)
    {
        byte[] bytes = BigInteger.Parse(digits, CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
