using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FederatedGateway.Demo;
using Grpc.Net.Client;

namespace FederatedGateway.Federation.Tests;

/// <summary>Opens channels straight to a node, with the certificate of whom the test says.</summary>
internal static class Strangers
{
    /// <param name="federation">The federation.</param>
    /// <param name="certificateOf">Whose certificate is shown: a host, a person, or null for none.</param>
    /// <param name="node">The node's party id.</param>
    public static GrpcChannel Channel(LocalFederation federation, string? certificateOf, string node)
    {
        string folder = Path.Combine(federation.Folder, certificateOf ?? "coordinator");
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(Path.Combine(folder, "authority.pem"));
        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.AddRange(authority);
        var ssl = new SslClientAuthenticationOptions { CertificateChainPolicy = chain };
        if (certificateOf is not null)
        {
            ssl.ClientCertificates = [X509Certificate2.CreateFromPemFile(Path.Combine(folder, "tls.pem"), Path.Combine(folder, "tls.key.pem"))];
        }

        return GrpcChannel.ForAddress(
            federation.Nodes[node],
            new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { SslOptions = ssl }, DisposeHttpClient = true });
    }
}
