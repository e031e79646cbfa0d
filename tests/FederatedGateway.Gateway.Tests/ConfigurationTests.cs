using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Gateway.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void All_errors_are_reported_at_once_each_with_its_remedy()
    {
        using var pki = new TestPki();
        string file = Path.Combine(pki.Folder, "gateway.json");
        File.WriteAllText(file, """
            {
              "Listen": "http://127.0.0.1:80",
              "Tls": { "Certificate": "none.pem", "Key": "", "Authority": "ca.pem", "AlowedClients": ["x"] },
              "Telemetry": { "OtlpEndpoint": ":::" },
              "Gateway": {
                "Coordinators": [ { "Address": "http://10.0.0.1", "ServerName": "" } ],
                "Callers": [ { "Name": "a jones" }, { "Name": "b.smith", "TokenSha256": "12" }, { "Name": "B.Smith", "Certificate": true } ],
                "RequestsPerMinute": 0,
                "MaxRequestBytes": 1
              }
            }
            """);

        StartupException error = Assert.Throws<StartupException>(() => GatewayHost.Build(["--config", file]));

        Assert.Equal(ExitCodes.Configuration, error.ExitCode);
        string[] lines = error.Message.Split(Environment.NewLine);
        string[] expected =
        [
            "Listen: 'http://127.0.0.1:80'", "Tls:Certificate: ", "Tls:Key is missing", "Tls has a key that is not known: 'AlowedClients'", "Telemetry",
            "Gateway:Coordinators:0:Address", "Gateway:Coordinators:0:ServerName", "Gateway:Callers:0:Name", "Gateway:Callers:0: 'a jones' has no way",
            "Gateway:Callers:1:TokenSha256", "Gateway:Callers:2:Name: 'B.Smith' is listed twice", "Gateway:RequestsPerMinute", "Gateway:MaxRequestBytes",
        ];
        Assert.All(expected, start => Assert.Contains(lines, line => line.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, lines.Length);
    }

    [Theory]
    [InlineData("--Listen", "Listen is missing")]
    [InlineData("--Listen https://gateway.example:7443", "names a host")]
    [InlineData("--Listen https://localhost:0", "127.0.0.1:0")]
    [InlineData("--Listen https://127.0.0.1", "is not an address to listen on")]
    [InlineData("--Listen https://127.0.0.1:70000", "is not an address to listen on")]
    [InlineData("--ShutdownTimeout 01:00:00", "up to 00:10:00")]
    [InlineData("--Gateway:RequestsPerMinute many", "Gateway:RequestsPerMinute")]
    [InlineData("--Tls:AllowedClients:0 gateway", "has no effect here")]
    public void A_wrong_setting_is_named(string setting, string message)
    {
        using var pki = new TestPki();
        string[] words = setting.Split(' ');
        StartupException error = Assert.Throws<StartupException>(
            () => GatewayHost.Build([.. pki.TlsArguments("gateway"), words[0], words.Length > 1 ? words[1] : ""]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--confg")]
    [InlineData("gateway.json")]
    [InlineData("--Listen")]
    public void A_mistyped_option_is_refused_instead_of_passed_over(string option)
        => Assert.Equal(ExitCodes.Configuration, Assert.Throws<StartupException>(() => GatewayHost.Build([option])).ExitCode);

    [Fact]
    public void A_certificate_that_is_not_the_authoritys_is_refused_at_start()
    {
        using var pki = new TestPki();
        using var foreign = new TestPki();
        StartupException error = Assert.Throws<StartupException>(
            () => GatewayHost.Build([.. pki.TlsArguments("gateway"), "--Tls:Authority", foreign.AuthorityFile]));
        Assert.Contains("is not a server certificate issued by", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_has_expired_is_refused_at_start()
    {
        using var pki = new TestPki(longAgo: true);
        TlsOptions files = pki.Files("gateway", asOfNow: false);
        StartupException error = Assert.Throws<StartupException>(() => GatewayHost.Build(
            ["--Tls:Certificate", files.Certificate, "--Tls:Key", files.Key, "--Tls:Authority", files.Authority]));
        Assert.Contains("which is not now", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused_at_start()
    {
        using var pki = new TestPki();
        TlsOptions other = pki.Files("other");
        StartupException error = Assert.Throws<StartupException>(
            () => GatewayHost.Build([.. pki.TlsArguments("gateway"), "--Tls:Key", other.Key]));
        Assert.Contains("Tls:Key: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_demands_client_certificates_demands_their_names()
    {
        using var pki = new TestPki();
        StartupException error = Assert.Throws<StartupException>(
            () => HostConfiguration.CreateBuilder(pki.TlsArguments("node")).AddServiceDefaults("node").BuildChecked());
        Assert.Contains("Tls:AllowedClients is empty", error.Message, StringComparison.Ordinal);
    }
}
