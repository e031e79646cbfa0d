using System.Diagnostics;
using System.Text.Json;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Gateway.Tests;

/// <summary>The gateway as its operator starts it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Help_goes_to_standard_output()
    {
        (int code, string output, string error) = await RunAsync(["--help"]);
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_configuration_file_is_one_line_and_exit_code_2()
    {
        (int code, string output, string error) = await RunAsync(["--config", "none.json"]);
        Assert.Equal((ExitCodes.Configuration, ""), (code, output));
        Assert.Equal("There is no configuration file 'none.json'. Name an existing file with --config.", error.Trim());
    }

    [Fact]
    public async Task A_configuration_that_is_not_JSON_is_one_line_and_exit_code_2()
    {
        using var pki = new TestPki();
        string file = Path.Combine(pki.Folder, "gateway.json");
        await File.WriteAllTextAsync(file, "{ \"Listen\": ", TestContext.Current.CancellationToken);
        (int code, _, string error) = await RunAsync(["--config", file]);
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.StartsWith("The configuration file", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_naming_the_address_and_exit_code_3()
    {
        using var pki = new TestPki();
        await using StandInCoordinator holder = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        string file = WriteConfiguration(pki, holder.Address, holder);

        (int code, string output, string error) = await RunAsync(["--config", file]);

        Assert.Equal(ExitCodes.Address, code);
        Assert.Equal("", output);
        Assert.Equal($"The address {holder.Address} is in use by another process. Stop that process or choose another address (setting Listen).", error.Trim());
    }

    [Fact]
    public async Task The_environment_overrides_the_file_and_SIGTERM_ends_with_exit_code_0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM");
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        string file = WriteConfiguration(pki, "https://127.0.0.1:1", coordinator);
        using Process process = Start(["--config", file], ("FEDERATEDGATEWAY_Listen", "https://127.0.0.1:0"));

        string? line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        Process.Start("kill", ["-TERM", $"{process.Id}"]).Dispose();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("gateway is listening on https://127.0.0.1:", line, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static string WriteConfiguration(TestPki pki, string listen, StandInCoordinator coordinator)
    {
        pki.Files("gateway");
        string file = Path.Combine(pki.Folder, "gateway.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            Listen = listen,
            Tls = new { Certificate = "gateway.pem", Key = "gateway.key.pem", Authority = "ca.pem" },
            Gateway = new
            {
                Coordinators = new[] { new { coordinator.Address, ServerName = coordinator.Name } },
                Callers = new[] { new { Name = "a.jones", Certificate = true } },
            },
        }));
        return file;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, error);
    }

    private static Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        string gateway = Path.ChangeExtension(typeof(GatewayHost).Assembly.Location, ".dll");
        var start = new ProcessStartInfo("dotnet", ["exec", gateway, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Array.ForEach(environment, variable => start.Environment[variable.Name] = variable.Value);
        return Process.Start(start)!;
    }
}
