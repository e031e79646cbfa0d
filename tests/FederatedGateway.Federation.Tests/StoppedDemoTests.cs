using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FederatedGateway.Demo;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

/// <summary>The demo without <c>--once</c>, told to stop: by a service manager, which asks its process, or by Ctrl-C, which reaches all that its terminal runs.</summary>
public sealed class StoppedDemoTests : IDisposable
{
    // Six hosts that each waited for their 15 seconds would take longer.
    private static readonly TimeSpan Hanging = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder rows = new();
    private readonly TemporaryFolder temporary = new();

    public StoppedDemoTests()
    {
        SmallForces.Write(rows.Path);
        if (OperatingSystem.IsLinux())
        {
            // PostgreSQL runs as a user of its own where the tests run as root, and its folder is below this one.
            File.SetUnixFileMode(temporary.Path, File.GetUnixFileMode(temporary.Path) | UnixFileMode.OtherExecute);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        rows.Dispose();
        temporary.Dispose();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("TERM", "--postgres")]
    [InlineData("INT", "--postgres")]
    public async Task A_demo_that_is_up_ends_with_0_and_leaves_no_server_no_folder_and_no_socket(string signal, params string[] options)
    {
        Assert.Equal(0, await StopAsync("The federation is up", signal, options));
    }

    [Theory]
    [InlineData("Node of", "TERM")]
    [InlineData("PostgreSQL at", "INT", "--postgres")]
    public async Task A_demo_that_is_still_starting_ends_with_130_and_leaves_nothing_either(string line, string signal, params string[] options)
    {
        Assert.Equal(130, await StopAsync(line, signal, options));
    }

    private async Task<int> StopAsync(string line, string signal, string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals and process groups are those of Linux.");
        NeededProgram.Require(!options.Contains("--postgres") || PostgresCluster.IsInstalled, PostgresCluster.Missing);
        using Process demo = StartInGroupOfItsOwn(options);
        try
        {
            string progress = await ReadUntilAsync(demo, line);
            Assert.NotEmpty(Directory.EnumerateFileSystemEntries(temporary.Path));
            Task<string> rest = demo.StandardError.ReadToEndAsync(Cancellation);
            using Process kill = Process.Start("kill", ["-s", signal, "--", string.Create(CultureInfo.InvariantCulture, $"{(signal == "INT" ? -demo.Id : demo.Id)}")]);
            await demo.WaitForExitAsync(Cancellation).WaitAsync(Hanging, Cancellation);
            await AssertNobodyListensAsync(progress + await rest);
            Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
            return demo.ExitCode;
        }
        finally
        {
            demo.Kill(entireProcessTree: true);
        }
    }

    private Process StartInGroupOfItsOwn(string[] options)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "FederatedGateway.Demo.dll");
        var start = new ProcessStartInfo("setsid", ["dotnet", "exec", program, "--police-csv", rows.Path, .. options])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TMPDIR"] = temporary.Path;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // The runtime's own sockets would lie there too.
        var demo = Process.Start(start)!;
        demo.BeginOutputReadLine();
        return demo;
    }

    private static async Task<string> ReadUntilAsync(Process demo, string text)
    {
        string progress = "";
        while (!progress.Contains(text, StringComparison.Ordinal))
        {
            string? line = await demo.StandardError.ReadLineAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
            Assert.True(line is not null, $"The demo ended before it said \"{text}\": {progress}");
            progress += line + "\n";
        }

        return progress;
    }

    private static async Task AssertNobodyListensAsync(string progress)
    {
        int[] ports = [.. Regex.Matches(progress, " at (?:https://127\\.0\\.0\\.1|localhost):([0-9]+)").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.NotEmpty(ports);
        foreach (int port in ports)
        {
            using var client = new TcpClient();
            SocketException nobody = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port, Cancellation).AsTask());
            Assert.Equal(SocketError.ConnectionRefused, nobody.SocketErrorCode);
        }
    }
}
