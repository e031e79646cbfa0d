namespace FederatedGateway.Cli.Terminal;

/// <summary>Everything outside the program that a command may touch, so that a test can stand in for it.</summary>
internal sealed record Shell
{
    /// <summary>Takes the result and nothing else.</summary>
    internal required TextWriter Output { get; init; }

    /// <summary>Takes progress, notes and errors.</summary>
    internal required TextWriter Error { get; init; }

    /// <summary>Where "--file -" reads from.</summary>
    internal required TextReader Input { get; init; }

    /// <summary>What <see cref="Output"/> can show.</summary>
    internal required Screen OutputScreen { get; init; }

    /// <summary>What <see cref="Error"/> can show.</summary>
    internal required Screen ErrorScreen { get; init; }

    /// <summary>Reads an environment variable.</summary>
    internal required Func<string, string?> Environment { get; init; }

    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The process's own surroundings, with these two streams.</summary>
    internal static Shell Of(TextWriter output, TextWriter error)
    {
        var outputIsTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var errorIsTerminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        var width = outputIsTerminal || errorIsTerminal ? ConsoleWidth() : 0;
        Func<string, string?> environment = System.Environment.GetEnvironmentVariable;
        return new Shell
        {
            Output = output,
            Error = error,
            Input = Console.In,
            Environment = environment,
            OutputScreen = Screen.Of(output, outputIsTerminal, width, environment),
            ErrorScreen = Screen.Of(error, errorIsTerminal, width, environment),
        };
    }

    private static int ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return 0; // A terminal that does not tell its size.
        }
    }
}
