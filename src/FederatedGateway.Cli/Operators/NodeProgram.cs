using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using FederatedGateway.Cli.Terminal;

namespace FederatedGateway.Cli.Operators;

/// <summary>The node's program on this machine.</summary>
internal sealed class NodeProgram
{
    /// <summary>The environment variable that names it.</summary>
    internal const string Variable = "FEDGATE_NODE_PROGRAM";

    private const string Name = "FederatedGateway.Node";

    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(10);

    private readonly string path;

    private NodeProgram(string path) => this.path = path;

    /// <summary>Finds the program: the one that is named, else that of the environment, else the one installed beside this program or built in the same checkout.</summary>
    /// <exception cref="CliFailure">It is not there.</exception>
    internal static NodeProgram Find(string? named, Shell shell)
    {
        var given = named ?? shell.Environment(Variable);
        var found = string.IsNullOrEmpty(given) ? Beside(AppContext.BaseDirectory).FirstOrDefault(File.Exists) : given;
        return found is not null && File.Exists(found)
            ? new NodeProgram(Path.GetFullPath(found))
            : throw CliFailure.NotUnderstood(
                given is null ? $"The node's program, {Name}, is not beside fedgate." : $"There is no node's program {given}.",
                $"Run this where the node is installed, and name its program with --node-program FILE or {Variable}; in a checkout, build src/{Name} first.");
    }

    /// <summary>Runs the program and passes its streams through.</summary>
    /// <returns>The program's exit code.</returns>
    /// <exception cref="CliFailure">It cannot be started.</exception>
    internal async Task<int> RunAsync(IReadOnlyList<string> arguments, Shell shell, CancellationToken cancellation)
    {
        using var process = Start(arguments);
        try
        {
            await Task.WhenAll(PassAsync(process.StandardOutput, shell.Output, cancellation), PassAsync(process.StandardError, shell.Error, cancellation)).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process, shell.Time).ConfigureAwait(false);
            throw;
        }
    }

    // The program may have rows of the agency on the disk, and removes them when it is asked to stop; killed, it could not.
    private static async Task StopAsync(Process process, TimeProvider time)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                using var ask = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {process.Id} 2> /dev/null")]);
                await process.WaitForExitAsync(CancellationToken.None).WaitAsync(StopsWithin, time).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is TimeoutException or Win32Exception)
        {
            // It does not listen.
        }

        process.Kill(entireProcessTree: true);
    }

    // Installed: in the same folder, or in the folder of the node beside it. Built: .../bin/FederatedGateway.Cli/release and .../bin/FederatedGateway.Node/release.
    private static IEnumerable<string> Beside(string folder)
    {
        var own = Path.TrimEndingDirectorySeparator(folder);
        var configuration = Path.GetFileName(own);
        string[] folders = [own, Path.Combine(own, "..", "node"), Path.Combine(own, "..", "..", Name, configuration)];
        return folders.SelectMany(place => new[] { Path.Combine(place, OperatingSystem.IsWindows() ? Name + ".exe" : Name), Path.Combine(place, Name + ".dll") });
    }

    private Process Start(IReadOnlyList<string> arguments)
    {
        var managed = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(managed ? "dotnet" : path, managed ? [path, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw CliFailure.NotUnderstood($"The node's program {path} cannot be started: {failure.Message}", "Give this user the right to run it, or name another with --node-program.");
        }
    }

    // By characters as they come, so that progress is seen while it happens.
    private static async Task PassAsync(StreamReader from, TextWriter to, CancellationToken cancellation)
    {
        var buffer = new char[4096];
        for (var read = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false); read > 0; read = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false))
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            await to.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }
}
