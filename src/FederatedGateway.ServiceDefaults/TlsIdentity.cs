using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace FederatedGateway.ServiceDefaults;

/// <summary>A host's certificate with its key, and the private authority by which it judges others. Registered as a singleton.</summary>
public sealed class TlsIdentity
{
    /// <summary>TLS 1.2 and 1.3; older versions are not offered (RFC 8996).</summary>
    internal const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    internal TlsIdentity(X509Certificate2 certificate, X509Certificate2Collection intermediates, X509Certificate2Collection authority)
    {
        Certificate = certificate;
        Authority = authority;
        Context = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
    }

    /// <summary>This host's certificate, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificates of the private authority: the only ones that others' certificates may lead to.</summary>
    public X509Certificate2Collection Authority { get; }

    internal SslStreamCertificateContext Context { get; }

    /// <summary>Loads an identity from the files that <paramref name="options"/> names.</summary>
    /// <param name="options">The paths; relative ones start at the current folder.</param>
    /// <returns>The identity.</returns>
    /// <exception cref="StartupException">A file is missing or cannot be used; one line for each error (exit code 2).</exception>
    public static TlsIdentity Load(TlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new List<string>();
        return TlsFiles.Read(options, errors)
            ?? throw new StartupException(string.Join(Environment.NewLine, errors), ExitCodes.Configuration);
    }

    /// <summary>
    /// Makes a handler for outgoing mutual TLS (1.2 or 1.3, HTTP/2 with keep-alive pings) to one server.
    /// </summary>
    /// <param name="serverName">The name that the server's certificate must carry as a subject alternative name, whatever the address that is connected to.</param>
    /// <returns>A handler that the caller owns.</returns>
    public SocketsHttpHandler CreateHandler(string serverName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(serverName);
        return CreateHandler((_, certificate, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
            && certificate is X509Certificate2 server
            && server.MatchesHostname(serverName, allowWildcards: false, allowCommonName: false));
    }

    /// <summary>
    /// Makes a handler for outgoing mutual TLS to many servers: each server's certificate must carry the name in the request's Host
    /// header, or of the address where there is no such header.
    /// </summary>
    /// <returns>A handler that the caller owns.</returns>
    public SocketsHttpHandler CreateHandler() => CreateHandler((_, _, _, errors) => errors == SslPolicyErrors.None);

    /// <summary>How others' certificates are judged: by the private authority alone, for the purpose given, at the present time.</summary>
    /// <remarks>No revocation: a private authority publishes no lists; short lives and removal from AllowedClients or Callers take their place.</remarks>
    internal X509ChainPolicy ChainPolicy(System.Security.Cryptography.Oid purpose)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(Authority);
        policy.ApplicationPolicy.Add(purpose);
        return policy;
    }

    private SocketsHttpHandler CreateHandler(RemoteCertificateValidationCallback accept) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = Protocols,
            ClientCertificateContext = Context,
            CertificateChainPolicy = ChainPolicy(Purposes.ServerAuthentication),
            RemoteCertificateValidationCallback = accept,
        },
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    };
}
