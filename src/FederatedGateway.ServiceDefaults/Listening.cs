using System.Net.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Kestrel on one address: TLS, HTTP/2 for gRPC and HTTP/1.1 for health checks on the same port, and limits.</summary>
internal static class Listening
{
    internal static void Add(IWebHostBuilder host)
    {
        host.UseKestrelCore();
        host.UseKestrelHttpsConfiguration();
        host.ConfigureServices(services => services
            .AddOptions<KestrelServerOptions>()
            .Configure<IServiceProvider>(Configure));
    }

    private static void Configure(KestrelServerOptions server, IServiceProvider services)
    {
        Limit(server);

        // Wrong settings have their error from ServiceValidation; without an address the server opens nothing meanwhile.
        string listen = services.GetRequiredService<IConfiguration>()[nameof(ServiceOptions.Listen)] ?? "";
        var identity = new Lazy<TlsIdentity>(services.GetRequiredService<TlsIdentity>);
        var gate = new Lazy<ClientGate>(services.GetRequiredService<ClientGate>);
        ListenAddress.Parse(listen, out _)?.Apply(server, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Handshake(identity.Value, gate.Value)) });
        });
    }

    private static void Limit(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
        server.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        server.Limits.MaxRequestHeaderCount = 64;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        server.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        server.Limits.Http2.MaxStreamsPerConnection = 100;
        server.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        server.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }

    private static SslServerAuthenticationOptions Handshake(TlsIdentity identity, ClientGate gate) => new()
    {
        EnabledSslProtocols = TlsIdentity.Protocols,
        ServerCertificateContext = identity.Context,
        ClientCertificateRequired = true, // asked for; the gate decides whether its absence is accepted
        CertificateChainPolicy = identity.ChainPolicy(Purposes.ClientAuthentication),
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => gate.Admits(certificate, errors),
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        AllowRenegotiation = false,
    };
}
