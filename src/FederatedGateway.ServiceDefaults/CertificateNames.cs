using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Reads the names for which a certificate was issued.</summary>
public static class CertificateNames
{
    /// <summary>The dNSName entries of the subject alternative name (RFC 5280, section 4.2.1.6). The subject's common name is never used.</summary>
    /// <param name="certificate">A certificate whose chain has been verified: names in any other are worth nothing.</param>
    /// <returns>The names, as written; none where the extension is absent or broken.</returns>
    public static IReadOnlyList<string> DnsNames(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        try
        {
            return [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames())];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
