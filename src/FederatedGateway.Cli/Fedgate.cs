using FederatedGateway.Cli.Terminal;

namespace FederatedGateway.Cli;

/// <summary>The command-line client of a federation.</summary>
public static class Fedgate
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The command line, as in docs/cli.md.</param>
    /// <param name="output">Takes the result and nothing else.</param>
    /// <param name="error">Takes progress, notes and errors.</param>
    /// <param name="cancellation">Stops waiting; a question that was submitted goes on.</param>
    /// <returns>The exit code, as docs/cli.md lists them. Errors are written to <paramref name="error"/>, never thrown.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        return RunAsync(args, Shell.Of(output, error), cancellation);
    }

    internal static Task<int> RunAsync(string[] args, Shell shell, CancellationToken cancellation) =>
        Task.FromResult(ExitCode.Complete);
}
