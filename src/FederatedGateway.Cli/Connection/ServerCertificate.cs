using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace FederatedGateway.Cli.Connection;

/// <summary>Decides whether the other end is the gateway of the profile, and remembers in words why it is not.</summary>
/// <param name="authority">The only roots that are believed.</param>
/// <param name="authorityFile">Where they were read from, for the error.</param>
/// <param name="serverName">The dNSName or IP address that the certificate must hold.</param>
internal sealed class ServerCertificate(X509Certificate2Collection authority, string authorityFile, string serverName)
{
    /// <summary>Why the last certificate was refused; null if none was.</summary>
    internal string? Problem { get; private set; }

    /// <summary>The chain that is built: to these roots and no other. A private authority publishes no revocation list.</summary>
    internal X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authority);
        return policy;
    }

    /// <summary>The check that TLS calls. The name is compared here because the address may differ from the name on purpose.</summary>
    internal bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Problem = Explain(certificate as X509Certificate2, chain, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch);
        return Problem is null;
    }

    private string? Explain(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return "The server showed no certificate.";
        }

        if (errors != SslPolicyErrors.None)
        {
            var reasons = chain?.ChainStatus.Select(status => status.StatusInformation.Trim()).Where(text => text.Length > 0).Distinct() ?? [];
            return $"The server's certificate ({certificate.Subject}, issued by {certificate.Issuer}) was not issued by the authority in {authorityFile}, or is not valid now: "
                + string.Join("; ", reasons.DefaultIfEmpty(errors.ToString()));
        }

        return certificate.MatchesHostname(serverName, allowWildcards: false, allowCommonName: false)
            ? null
            : $"The server's certificate is for {NamesOf(certificate)}; expected is {serverName}.";
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToList();
        return names.Count > 0 ? string.Join(", ", names) : "no name at all";
    }
}
