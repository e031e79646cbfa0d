using System.Net.Security;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FederatedGateway.Gateway.Tests;

/// <summary>A private authority with its files in a folder of its own.</summary>
internal sealed class TestPki : IDisposable
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TemporaryFolder _folder = new();

    public TestPki(bool longAgo = false)
    {
        // Two years back: an authority of that age still holds, a certificate issued then has expired.
        if (longAgo)
        {
            _time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(2 * 365));
        }

        Authority = PrivateAuthority.Create("test authority", _time);
        File.WriteAllText(AuthorityFile, Authority.AuthorityPem);
    }

    public string Folder => _folder.Path;

    public PrivateAuthority Authority { get; }

    public string AuthorityFile => Path.Combine(Folder, "ca.pem");

    /// <summary>Issues a certificate as of now, or as of two years ago where the authority began then.</summary>
    public TlsIdentity Identity(string name, bool asOfNow = true)
    {
        TlsOptions files = Files(name, asOfNow);
        return TlsIdentity.Load(files);
    }

    public TlsOptions Files(string name, bool asOfNow = true)
    {
        if (asOfNow)
        {
            _time.SetUtcNow(TimeProvider.System.GetUtcNow());
        }

        IssuedCertificate issued = Authority.Issue([name]);
        string certificate = Path.Combine(Folder, name + ".pem");
        string key = Path.Combine(Folder, name + ".key.pem");
        File.WriteAllText(certificate, issued.CertificatePem);
        File.WriteAllText(key, issued.KeyPem);
        return new TlsOptions { Certificate = certificate, Key = key, Authority = AuthorityFile };
    }

    /// <summary>Settings of the section Tls for a host of this name, as command line.</summary>
    public string[] TlsArguments(string name)
    {
        TlsOptions files = Files(name);
        return ["--Tls:Certificate", files.Certificate, "--Tls:Key", files.Key, "--Tls:Authority", files.Authority,
            "--Listen", "https://127.0.0.1:0", "--KeyRing", Path.Combine(Folder, name + "-keys"), "--Logging:Console:LogLevel:Default", "None"];
    }

    /// <summary>A client of one server.</summary>
    public HttpClient Client(string address, string serverName, TlsIdentity identity) => Http2(identity.CreateHandler(serverName), address);

    /// <summary>A client without a certificate of its own; it trusts this authority, and any name.</summary>
    public HttpClient ClientWithoutCertificate(string address)
    {
        SocketsHttpHandler handler = Identity("nobody").CreateHandler();
        handler.SslOptions.ClientCertificateContext = null;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        return Http2(handler, address);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _folder.Dispose();
    }

    private static HttpClient Http2(SocketsHttpHandler handler, string address) => new(handler)
    {
        BaseAddress = new Uri(address),
        DefaultRequestVersion = System.Net.HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
