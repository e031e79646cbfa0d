namespace FederatedGateway.Cli;

/// <summary>What the program tells the shell when it ends. Documented in docs/cli.md; numbers never change their meaning.</summary>
internal static class ExitCode
{
    /// <summary>The command did what was asked.</summary>
    internal const int Complete = 0;

    /// <summary>Something that nobody foresaw; a bug.</summary>
    internal const int Unexpected = 1;

    /// <summary>The command line, a file or the query was not understood.</summary>
    internal const int NotUnderstood = 2;

    /// <summary>The agreement, an officer or a budget refuses the question.</summary>
    internal const int Refused = 3;

    /// <summary>Some agencies are missing from the answer and --require-all was given.</summary>
    internal const int Partial = 4;

    /// <summary>A signature, a hash or a sum does not verify.</summary>
    internal const int NotVerified = 5;

    /// <summary>The gateway cannot be reached, or did not answer in time.</summary>
    internal const int Unreachable = 6;

    /// <summary>Fewer agencies answered than the agreement asks for.</summary>
    internal const int TooFewAgencies = 7;

    /// <summary>Stopped by Ctrl-C or by the system (128 + SIGINT, as shells have it).</summary>
    internal const int Cancelled = 130;
}
