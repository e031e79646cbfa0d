using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FederatedGateway.Demo;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

/// <summary>The demo with <c>--postgres</c>: what it starts, it stops.</summary>
public sealed class PostgresDemoTests : IDisposable
{
    private readonly TemporaryFolder rows = new();
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        rows.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Once_answers_from_four_databases_and_leaves_no_server_and_no_folder()
    {
        Require();
        (int code, string output, string error) = await RunAsync("--once", "--postgres");
        Assert.True(code == 0, error);
        Assert.All((string[])["Saturday", " of 4", "Ambulance service (made up)"], text => Assert.Contains(text, output, StringComparison.Ordinal));
        string place = Regex.Match(error, "city, in (.+)").Groups[1].Value;
        Assert.True(Path.IsPathRooted(place), error);
        Assert.False(Directory.Exists(place), place);
        await AssertNobodyListensAsync(error);
    }

    [Fact]
    public async Task Without_PostgreSQL_the_remedy_is_said_and_nothing_is_started()
    {
        DemoOptions options = DemoOptions.Parse(["--once", "--postgres", "--folder", folder.Path]) with { PostgresFolders = [rows.Path] };
        StartupException refused = await Assert.ThrowsAsync<StartupException>(() => DemoCommand.RunAsync(options, TextWriter.Null, TextWriter.Null, Cancellation));
        Assert.Equal(ExitCodes.Configuration, refused.ExitCode);
        Assert.Contains("apt-get install postgresql", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    // Interrupted, the demo stops the server itself; killed, it cannot, and the server's guard does.
    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task However_a_run_ends_its_server_ends_and_the_next_goes_on_in_its_folder(string signal)
    {
        Require();
        SmallForces.Write(rows.Path);
        string[] arguments = ["--postgres", "--police-csv", rows.Path, "--folder", folder.Path];
        using Process demo = StartDemo(arguments);
        while (await demo.StandardError.ReadLineAsync(Cancellation) is { } line && !line.Contains("The federation is up", StringComparison.Ordinal))
        {
        }

        using Process server = Process.GetProcessById(int.Parse(
            File.ReadLines(Path.Combine(folder.Path, "postgres", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture));
        using Process kill = Process.Start("kill", ["-s", signal, demo.Id.ToString(CultureInfo.InvariantCulture)]);
        await demo.WaitForExitAsync(Cancellation);
        await server.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);

        (int code, _, string error) = await RunAsync([.. arguments, "--once"]);
        Assert.True(code == 0, error);
        Assert.DoesNotContain("Rows of", error, StringComparison.Ordinal); // They are there.
        await AssertNobodyListensAsync(error);
    }

    [Fact]
    public async Task A_load_that_was_cut_short_is_made_anew_and_rows_are_not_looked_for_elsewhere()
    {
        Require();
        SmallForces.Write(rows.Path);
        string file = SmallForces.PathOf(rows.Path, "south");
        string whole = await File.ReadAllTextAsync(file, Cancellation);
        await File.AppendAllTextAsync(file, "one field that is too few", Cancellation);
        string[] arguments = ["--once", "--postgres", "--police-csv", rows.Path, "--folder", folder.Path];
        StartupException refused = await Assert.ThrowsAsync<StartupException>(() => RunAsync(arguments));
        Assert.Equal(ExitCodes.Configuration, refused.ExitCode);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("too few", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "postgres", "data", "postmaster.pid")));

        await File.WriteAllTextAsync(file, whole, Cancellation);
        (int code, _, string error) = await RunAsync(arguments);
        Assert.True(code == 0, error);

        StartupException elsewhere = await Assert.ThrowsAsync<StartupException>(() => RunAsync([.. arguments.Where(argument => argument != "--postgres")]));
        Assert.Equal(ExitCodes.Configuration, elsewhere.ExitCode);
        Assert.Contains("Start it with --postgres", elsewhere.Message, StringComparison.Ordinal);
    }

    private static void Require() => NeededProgram.Require(PostgresCluster.IsInstalled, PostgresCluster.Missing);

    private static Process StartDemo(IEnumerable<string> arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "FederatedGateway.Demo.dll");
        var demo = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        demo.BeginOutputReadLine();
        return demo;
    }

    private static async Task AssertNobodyListensAsync(string progress)
    {
        int port = int.Parse(Regex.Match(progress, "PostgreSQL at localhost:([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture);
        using var client = new TcpClient();
        SocketException nobody = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port, Cancellation).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, nobody.SocketErrorCode);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await DemoCommand.RunAsync(DemoOptions.Parse(arguments), output, error, Cancellation);
        return (code, output.ToString(), error.ToString());
    }
}
