using System.Security.Cryptography;
using System.Text;
using FederatedGateway.ServiceDefaults;
using Microsoft.AspNetCore.Builder;

namespace FederatedGateway.Gateway.Tests;

/// <summary>The real gateway on a real socket, with callers <c>a.jones</c> (certificate) and <c>b.smith</c> (token).</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    public const string Token = "a token of b.smith";

    private readonly TestPki _pki;
    private readonly WebApplication _app;

    private GatewayUnderTest(TestPki pki, WebApplication app)
    {
        _pki = pki;
        _app = app;
    }

    public string Address => _app.Urls.Single();

    public WebApplication App => _app;

    public static async Task<GatewayUnderTest> StartAsync(TestPki pki, IEnumerable<(string Address, string ServerName)> coordinators, params string[] settings)
    {
        IEnumerable<string> replicas = coordinators.SelectMany((replica, i) => new[]
        {
            $"--Gateway:Coordinators:{i}:Address", replica.Address, $"--Gateway:Coordinators:{i}:ServerName", replica.ServerName,
        });
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token)));
        WebApplication app = GatewayHost.Build([
            .. pki.TlsArguments("gateway"), .. replicas,
            "--Gateway:Callers:0:Name", "a.jones", "--Gateway:Callers:0:Certificate", "true",
            "--Gateway:Callers:1:Name", "b.smith", "--Gateway:Callers:1:TokenSha256", digest, .. settings]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new GatewayUnderTest(pki, app);
    }

    public static Task<GatewayUnderTest> StartAsync(TestPki pki, StandInCoordinator coordinator, params string[] settings)
        => StartAsync(pki, [(coordinator.Address, coordinator.Name)], settings);

    /// <summary>A client with a certificate of the test authority for this name.</summary>
    public HttpClient As(string name) => _pki.Client(Address, "gateway", _pki.Identity(name));

    public HttpClient With(TlsIdentity identity) => _pki.Client(Address, "gateway", identity);

    /// <summary>A client without a certificate.</summary>
    public HttpClient Anonymous() => _pki.ClientWithoutCertificate(Address);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
