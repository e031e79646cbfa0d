using System.CommandLine;
using System.CommandLine.Invocation;
using FederatedGateway.Cli.Commands;
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

    internal static async Task<int> RunAsync(string[] args, Shell shell, CancellationToken cancellation)
    {
        try
        {
            return await InvokeAsync(args, shell, cancellation).ConfigureAwait(false);
        }
        catch (CliFailure failure)
        {
            Report(failure, shell);
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await shell.Error.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return ExitCode.Cancelled;
        }
        // The last resort of a program: say what happened and leave with the documented code.
        catch (Exception unexpected)
        {
            await shell.Error.WriteLineAsync($"error: this should not happen ({unexpected.GetType().Name}): {unexpected.Message}").ConfigureAwait(false);
            await shell.Error.WriteLineAsync("Please report it, with the command and this text:" + Environment.NewLine + unexpected.StackTrace).ConfigureAwait(false);
            return ExitCode.Unexpected;
        }
    }

    private static async Task<int> InvokeAsync(string[] args, Shell shell, CancellationToken cancellation)
    {
        var parsed = CreateRoot(shell).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            var lines = Misspelling.Explain(parsed).Append("`fedgate --help` and `fedgate COMMAND --help` list what there is.");
            throw CliFailure.NotUnderstood(string.Join('\n', lines));
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Program handles signals.
            Output = shell.Output,
            Error = shell.Error,
        };
        return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
    }

    private static RootCommand CreateRoot(Shell shell) => new("Ask several agencies one question; nobody's records leave home.")
    {
        QueryCommand.Create(shell),
        AnswersCommand.Create(shell),
        AgreementCommand.Create(shell),
        DictionaryCommand.Create(shell),
        KeysCommand.Create(shell),
        NodeCommand.Create(shell),
    };

    private static void Report(CliFailure failure, Shell shell)
    {
        foreach (var (line, index) in failure.Message.Split('\n').Select((line, index) => (Legible.Of(line), index)))
        {
            shell.Error.WriteLine(index == 0 ? "error: " + line : line);
        }

        if (failure.Remedy is { } remedy)
        {
            shell.Error.WriteLine(Legible.Of(remedy));
        }
    }
}
