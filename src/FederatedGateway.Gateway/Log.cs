using Yarp.ReverseProxy.Forwarder;

namespace FederatedGateway.Gateway;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "A call was not passed on to a coordinator ({Error}): {Reason}")]
    internal static partial void NotPassedOn(ILogger logger, ForwarderError error, string reason);
}
