using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using Grpc.Core;

namespace FederatedGateway.Coordinator;

/// <summary>
/// Whom the gateway knows the caller to be. The name is believed because only the gateway can connect: mutual TLS, with
/// Tls:AllowedClients.
/// </summary>
internal static class Caller
{
    /// <summary>The caller's name, which is an analyst's id.</summary>
    /// <exception cref="RpcException">There is none, or more than one.</exception>
    public static string Of(ServerCallContext context)
    {
        Metadata.Entry[] named = [.. context.RequestHeaders.Where(entry => entry.Key == CallerMetadata.Key)];
        return named is [{ IsBinary: false, Value.Length: > 0 } one]
            ? one.Value
            : throw Refusal.Of(RefusalCode.CallerMismatch, "The call does not name one caller; it must come through the gateway.").ToRpcException();
    }
}
