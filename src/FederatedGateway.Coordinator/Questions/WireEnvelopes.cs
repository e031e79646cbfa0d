using System.Diagnostics.CodeAnalysis;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;

namespace FederatedGateway.Coordinator;

/// <summary>Envelopes that anybody may have sent.</summary>
internal static class WireEnvelopes
{
    /// <summary>False if there is none, or if it has no payload type or more signatures than an envelope can have.</summary>
    public static bool TryRead(
        [NotNullWhen(true)] Protocol.Evidence.V1.Envelope? wire, [NotNullWhen(true)] out Envelope? envelope)
    {
        try
        {
            envelope = wire?.ToDomain();
        }
        catch (ArgumentException)
        {
            envelope = null;
        }

        return envelope is not null;
    }
}
