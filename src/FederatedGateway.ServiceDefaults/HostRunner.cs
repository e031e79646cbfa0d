using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Runs a host as a process: help, exit codes, and readable errors for what an operator can put right.</summary>
public static class HostRunner
{
    /// <summary>Builds the host, runs it until it is asked to stop, and returns the exit code of the process.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="usage">What <c>--help</c> prints on standard output.</param>
    /// <param name="build">Builds the host; a <see cref="StartupException"/> from it is shown as one clear message.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, string usage, Func<string[], WebApplication> build)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(build);
        if (CommandLine.AsksForHelp(args))
        {
            await Console.Out.WriteLineAsync(usage);
            return ExitCodes.Success;
        }

        try
        {
            await using WebApplication app = build(args);
            await StartAsync(app);
            await app.WaitForShutdownAsync();
            return ExitCodes.Success;
        }
        catch (Exception error) when (StartupFailure.Of(error) is { } failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }
        catch (Exception bug)
        {
            await Console.Error.WriteLineAsync(bug.ToString());
            return ExitCodes.Failure;
        }
    }

    /// <summary>Starts a host.</summary>
    /// <param name="app">The host.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="StartupException">An operator can put it right: a port in use, a wrong option.</exception>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.StartAsync(cancellation);
        }
        catch (Exception error) when (error is not StartupException && StartupFailure.Of(error) is { } failure)
        {
            throw failure;
        }
    }
}
