using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedGateway.Cli.Profiles;
using FederatedGateway.Protocol.Coordinator.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FederatedGateway.Cli.Connection;

/// <summary>A TLS connection to the gateway of a profile.</summary>
internal sealed class GatewayConnection : IDisposable
{
    // An answer of 5,000 cells and 100 agencies' releases beside it has a few megabytes.
    private const int LargestMessage = 64 * 1024 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(30);

    private readonly Profile profile;
    private readonly ServerCertificate serverCertificate;
    private readonly GrpcChannel channel;
    private readonly X509Certificate2? clientCertificate;

    private GatewayConnection(Profile profile, X509Certificate2Collection authority, X509Certificate2? clientCertificate)
    {
        this.profile = profile;
        this.clientCertificate = clientCertificate;
        serverCertificate = new ServerCertificate(authority, profile.Authority, profile.ServerName);
        channel = GrpcChannel.ForAddress(profile.Gateway, new GrpcChannelOptions
        {
            HttpHandler = CreateHandler(),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = LargestMessage,
        });
        Client = new CoordinatorService.CoordinatorServiceClient(channel);
    }

    /// <summary>The coordinator, behind the gateway.</summary>
    internal CoordinatorService.CoordinatorServiceClient Client { get; }

    /// <summary>Prepares a connection. Nothing is sent before the first call.</summary>
    /// <exception cref="CliFailure">A certificate or key file cannot be read.</exception>
    internal static GatewayConnection Open(Profile profile)
    {
        var authority = new X509Certificate2Collection();
        try
        {
            authority.ImportFromPem(TextFile.Read(profile.Authority, "certificate authority"));
        }
        catch (CryptographicException broken)
        {
            throw CliFailure.NotUnderstood($"{profile.Authority} cannot be read as PEM certificates: {broken.Message}");
        }

        if (authority.Count == 0)
        {
            throw CliFailure.NotUnderstood($"{profile.Authority} holds no certificate.", "It must be the PEM file of the federation's certificate authority.");
        }

        return new GatewayConnection(profile, authority, ClientCertificate(profile));
    }

    /// <summary>What each call is made with.</summary>
    internal CallOptions Call(CancellationToken cancellation)
    {
        var metadata = new Metadata();
        if (!string.IsNullOrEmpty(profile.Token))
        {
            metadata.Add("authorization", "Bearer " + profile.Token);
        }

        return new CallOptions(metadata, cancellationToken: cancellation);
    }

    /// <summary>Says in words why a call failed.</summary>
    internal CliFailure Explain(RpcException failed) => GatewayFailure.Of(failed, profile, serverCertificate.Problem);

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        channel.Dispose();
        clientCertificate?.Dispose();
    }

    private SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingEvery,
            KeepAlivePingTimeout = PingEvery,
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = profile.ServerName,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateChainPolicy = serverCertificate.ChainPolicy(),
                RemoteCertificateValidationCallback = serverCertificate.Check,
            },
        };
        if (clientCertificate is not null)
        {
            handler.SslOptions.ClientCertificates = [clientCertificate];
        }

        return handler;
    }

    private static X509Certificate2? ClientCertificate(Profile profile)
    {
        if (profile is not { Certificate: { } certificateFile, Key: { } keyFile })
        {
            return null;
        }

        try
        {
            var certificate = X509Certificate2.CreateFromPem(TextFile.Read(certificateFile, "client certificate"), TextFile.Read(keyFile, "client certificate's key"));
            return OperatingSystem.IsWindows() ? Reloaded(certificate) : certificate;
        }
        catch (CryptographicException broken)
        {
            throw CliFailure.NotUnderstood(
                $"{certificateFile} and {keyFile} are not a certificate and its key in PEM: {broken.Message}", "Ask the gateway's operator for a new pair.");
        }
    }

    // Windows' TLS does not take a key that lives in memory alone.
    private static X509Certificate2 Reloaded(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }
}
