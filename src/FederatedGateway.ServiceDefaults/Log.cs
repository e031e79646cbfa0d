using Microsoft.Extensions.Logging;

namespace FederatedGateway.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "A client was refused in the TLS handshake: {Reason}")]
    internal static partial void ClientRefused(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Service} is listening on {Addresses} ({Environment})")]
    internal static partial void Listening(ILogger logger, string service, string addresses, string environment);

    [LoggerMessage(3, LogLevel.Information, "{Service} is stopping; running requests have {Seconds} seconds to finish")]
    internal static partial void Stopping(ILogger logger, string service, double seconds);
}
