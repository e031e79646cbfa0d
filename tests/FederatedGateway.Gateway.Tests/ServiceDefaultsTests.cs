using System.Net;
using System.Security.Cryptography.X509Certificates;
using FederatedGateway.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedGateway.Gateway.Tests;

public sealed class ServiceDefaultsTests
{
    [Fact]
    public async Task A_client_that_is_not_allowed_does_not_connect()
    {
        using var pki = new TestPki();
        await using StandInCoordinator server = await StandInCoordinator.StartAsync(pki, "node.police.test", "coordinator");
        using HttpClient stranger = pki.Client(server.Address, "node.police.test", pki.Identity("stranger"));
        using HttpClient allowed = pki.Client(server.Address, "node.police.test", pki.Identity("coordinator"));
        using HttpClient anonymous = pki.ClientWithoutCertificate(server.Address);

        await Assert.ThrowsAsync<HttpRequestException>(() => GrpcCall.EchoAsync(stranger));
        await Assert.ThrowsAsync<HttpRequestException>(() => GrpcCall.EchoAsync(anonymous));
        Assert.Equal("0", (await GrpcCall.EchoAsync(allowed)).Status);
        Assert.Equal(1, server.Calls);
    }

    [Fact]
    public async Task Sabotage_with_the_list_widened_the_same_stranger_is_let_in()
    {
        using var pki = new TestPki();
        await using StandInCoordinator server = await StandInCoordinator.StartAsync(pki, "node.police.test", "coordinator", "stranger");
        using HttpClient stranger = pki.Client(server.Address, "node.police.test", pki.Identity("stranger"));

        Assert.Equal("0", (await GrpcCall.EchoAsync(stranger)).Status);
    }

    [Fact]
    public async Task Health_is_answered_over_both_versions_of_HTTP()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.Anonymous();
        foreach (Version version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            foreach (string path in new[] { "/health/live", "/health/ready" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
                using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal((HttpStatusCode.OK, version), (response.StatusCode, response.Version));
                Assert.Equal("Healthy", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }
    }

    [Fact]
    public async Task A_host_that_is_stopping_is_alive_but_not_ready()
    {
        using var pki = new TestPki();
        await using StandInCoordinator server = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        using HttpClient client = pki.Client(server.Address, "coordinator", pki.Identity("gateway"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);

        server.App.Lifetime.StopApplication();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_graceful_stop_lets_a_running_stream_finish()
    {
        using var pki = new TestPki();
        await using StandInCoordinator server = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        using HttpClient client = pki.Client(server.Address, "coordinator", pki.Identity("gateway"));
        using HttpRequestMessage request = GrpcCall.Request(GrpcCall.Service + "Watch");
        HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Task stop = server.App.StopAsync(TestContext.Current.CancellationToken);
        server.Release();

        Assert.Equal("firstsecond", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await stop;
    }

    [Fact]
    public async Task The_key_ring_lies_in_the_hosts_folder()
    {
        using var pki = new TestPki();
        await using StandInCoordinator server = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");

        _ = server.App.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect([1]);

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(pki.Folder, "coordinator-keys"), "key-*.xml"));
    }

    [Fact]
    public void An_authority_issues_for_both_sides_of_TLS_and_puts_addresses_in_as_such()
    {
        using PrivateAuthority authority = PrivateAuthority.Create("test authority", TimeProvider.System);
        IssuedCertificate issued = authority.Issue(["node.police.test", "127.0.0.1"]);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(issued.CertificatePem, issued.KeyPem);

        Assert.Equal(["node.police.test"], CertificateNames.DnsNames(certificate));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
        Assert.False(certificate.MatchesHostname("127.0.0.2"));
        X509EnhancedKeyUsageExtension usage = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single();
        Assert.Equal(2, usage.EnhancedKeyUsages.Count);
        Assert.DoesNotContain("PRIVATE", issued.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_kept_for_one_holder_at_a_time()
    {
        using var pki = new TestPki();
        string folder = Path.Combine(pki.Folder, "state");
        using (FolderLock.Take(folder))
        {
            StartupException refused = Assert.Throws<StartupException>(() => FolderLock.Take(folder));
            Assert.Equal(ExitCodes.FolderInUse, refused.ExitCode);
            Assert.Contains($"in use by another process", refused.Message, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Contains($"number {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
            }
        }

        FolderLock.Take(folder).Dispose();
    }

    [Fact]
    public void A_folder_that_is_a_file_has_its_own_error()
    {
        using var pki = new TestPki();
        StartupException refused = Assert.Throws<StartupException>(() => FolderLock.Take(pki.AuthorityFile));
        Assert.Equal(ExitCodes.Configuration, refused.ExitCode);
    }
}
