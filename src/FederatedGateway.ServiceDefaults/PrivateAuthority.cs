using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FederatedGateway.ServiceDefaults;

/// <summary>A certificate with its key, both PEM text.</summary>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="KeyPem">The private key (PKCS#8, not encrypted). Never log it.</param>
public sealed record IssuedCertificate(string CertificatePem, string KeyPem)
{
    /// <summary>Says nothing of the key.</summary>
    /// <returns>The name of the type.</returns>
    public override string ToString() => nameof(IssuedCertificate);
}

/// <summary>
/// A small private authority (ECDSA P-256) for the demo, for tests and for trying things out. Its key lives in memory only; a
/// production federation issues from an authority that its operator keeps.
/// </summary>
public sealed class PrivateAuthority : IDisposable
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LifeOfAuthority = TimeSpan.FromDays(5 * 365);

    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _time;

    private PrivateAuthority(X509Certificate2 certificate, TimeProvider time)
    {
        _certificate = certificate;
        _time = time;
    }

    /// <summary>How long an issued certificate is valid.</summary>
    public static TimeSpan LifeOfCertificate { get; } = TimeSpan.FromDays(365);

    /// <summary>The authority's own certificate, PEM.</summary>
    public string AuthorityPem => _certificate.ExportCertificatePem();

    /// <summary>Makes an authority with a new key, valid for five years.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="time">The clock from which validity is taken.</param>
    /// <returns>The authority.</returns>
    public static PrivateAuthority Create(string name, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = time.GetUtcNow();
        return new PrivateAuthority(request.CreateSelfSigned(now - ClockSkew, now + LifeOfAuthority), time);
    }

    /// <summary>Issues a certificate for server and client authentication, valid for <see cref="LifeOfCertificate"/> from now.</summary>
    /// <param name="dnsNames">Its names, at least one; a name that reads as an IP address goes in as such. The first is the common name too.</param>
    /// <returns>The certificate and its new key.</returns>
    public IssuedCertificate Issue(IReadOnlyList<string> dnsNames)
    {
        ArgumentNullException.ThrowIfNull(dnsNames);
        ArgumentOutOfRangeException.ThrowIfZero(dnsNames.Count);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Named(dnsNames[0]), key, HashAlgorithmName.SHA256);
        AddExtensions(request, dnsNames);
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset until = now + LifeOfCertificate;
        using X509Certificate2 issued = request.Create(
            _certificate, now - ClockSkew, until < _certificate.NotAfter ? until : _certificate.NotAfter, Serial());
        return new IssuedCertificate(issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Forgets the authority's key.</summary>
    public void Dispose() => _certificate.Dispose();

    private static X500DistinguishedName Named(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        return builder.Build();
    }

    private void AddExtensions(CertificateRequest request, IReadOnlyList<string> names)
    {
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                alternative.AddIpAddress(address);
            }
            else
            {
                alternative.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternative.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([Purposes.ServerAuthentication, Purposes.ClientAuthentication], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
    }

    // 159 random bits: positive, and within the 20 octets of RFC 5280.
    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(20);
        serial[0] &= 0x7F;
        serial[0] |= 0x40;
        return serial;
    }
}
