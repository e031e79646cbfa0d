namespace FederatedGateway.Cli;

/// <summary>A command cannot go on: what is wrong, what to do about it and how the program ends.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What is wrong, one or more plain lines.</param>
/// <param name="remedy">What to do about it.</param>
internal sealed class CliFailure(int exitCode, string message, string? remedy = null) : Exception(message)
{
    /// <summary>One of <see cref="Cli.ExitCode"/>.</summary>
    internal int ExitCode { get; } = exitCode;

    /// <summary>What to do about it, or null when the message says it.</summary>
    internal string? Remedy { get; } = remedy;

    /// <summary>A file or argument that cannot be used.</summary>
    internal static CliFailure NotUnderstood(string message, string? remedy = null) =>
        new(Cli.ExitCode.NotUnderstood, message, remedy);

    /// <summary>Something signed that does not verify.</summary>
    internal static CliFailure NotVerified(string message, string? remedy = null) =>
        new(Cli.ExitCode.NotVerified, message, remedy);
}
