using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Decides in the TLS handshake who may connect.</summary>
internal sealed class ClientGate(ClientCertificates clients, IEnumerable<string> allowed, ILogger<ClientGate> logger)
{
    private readonly HashSet<string> _allowed = new(allowed, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the client may connect; the chain has been built by then and its problems are in <paramref name="errors"/>.</summary>
    internal bool Admits(X509Certificate? certificate, SslPolicyErrors errors)
    {
        string? refusal = Refusal(certificate as X509Certificate2, errors);
        if (refusal is not null)
        {
            Log.ClientRefused(logger, refusal);
        }

        return refusal is null;
    }

    private string? Refusal(X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return clients == ClientCertificates.Optional ? null : "it presented no certificate";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return "its certificate is expired, not issued by the authority in Tls:Authority, or not meant for client authentication";
        }

        return clients == ClientCertificates.Optional || CertificateNames.DnsNames(certificate).Any(_allowed.Contains)
            ? null
            : "none of the names in its certificate is in Tls:AllowedClients";
    }
}
