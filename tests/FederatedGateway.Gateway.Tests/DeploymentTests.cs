using FederatedGateway.ServiceDefaults;
using Microsoft.AspNetCore.Builder;

namespace FederatedGateway.Gateway.Tests;

/// <summary>What is shipped for operators agrees with the code.</summary>
public sealed class DeploymentTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public async Task The_example_of_the_gateways_configuration_is_accepted_once_the_certificates_are_there()
    {
        using var pki = new TestPki();
        string[] arguments = ["--config", Path.Combine(Root, "deploy", "config", "gateway.json"), .. pki.TlsArguments("gateway")];
        await using WebApplication app = GatewayHost.Build(arguments);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("coordinator")]
    public async Task What_the_other_examples_share_is_accepted_too(string host)
    {
        using var pki = new TestPki();
        WebApplicationBuilder builder = HostConfiguration.CreateBuilder(
            ["--config", Path.Combine(Root, "deploy", "config", host + ".json"), .. pki.TlsArguments(host)]);
        await using WebApplication app = builder.AddServiceDefaults(host).BuildChecked();
    }

    [Fact]
    public void Every_setting_of_the_gateway_and_of_TLS_is_in_the_operations_guide()
    {
        string guide = File.ReadAllText(Path.Combine(Root, "docs", "operations.md"));
        IEnumerable<string> settings =
        [
            .. Settings(typeof(ServiceOptions), ""), .. Settings(typeof(TlsOptions), "Tls:"),
            .. Settings(typeof(TelemetryOptions), "Telemetry:"), .. Settings(typeof(GatewayOptions), "Gateway:"),
        ];
        Assert.All(settings, setting => Assert.Contains($"| `{setting}` |", guide, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("node")]
    [InlineData("coordinator")]
    [InlineData("gateway")]
    public void Each_host_has_a_unit_that_gives_it_longer_than_its_shutdown_timeout(string host)
    {
        string[] unit = File.ReadAllLines(Path.Combine(Root, "deploy", "systemd", $"federatedgateway-{host}.service"));
        string stop = unit.Single(line => line.StartsWith("TimeoutStopSec=", StringComparison.Ordinal))["TimeoutStopSec=".Length..];
        Assert.True(int.Parse(stop, System.Globalization.CultureInfo.InvariantCulture) > new ServiceOptions().ShutdownTimeout.TotalSeconds);
        Assert.Contains($"RestartPreventExitStatus={ExitCodes.Configuration}", unit);
        Assert.Contains(unit, line => line.StartsWith("ExecStart=", StringComparison.Ordinal) && line.EndsWith($"/{host}.json", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Settings(Type options, string section) => options.GetProperties().Select(property => section + property.Name);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FederatedGateway.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("FederatedGateway.sln is not above the test's folder.");
    }
}
