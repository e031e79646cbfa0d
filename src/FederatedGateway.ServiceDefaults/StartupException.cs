namespace FederatedGateway.ServiceDefaults;

/// <summary>
/// A host cannot start for a reason that its operator can put right. <see cref="HostRunner"/> prints the message, without a
/// stack trace, and ends the process with <see cref="ExitCode"/>.
/// </summary>
/// <param name="message">What is wrong and what to do about it; several errors are separated by line breaks.</param>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
public sealed class StartupException(string message, int exitCode) : Exception(message)
{
    /// <summary>The exit code of the process, one of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
