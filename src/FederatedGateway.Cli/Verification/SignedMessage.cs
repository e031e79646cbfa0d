using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using WireEnvelope = FederatedGateway.Protocol.Evidence.V1.Envelope;

namespace FederatedGateway.Cli.Verification;

/// <summary>Envelopes as they come over the wire.</summary>
internal static class SignedMessage
{
    /// <summary>Verifies an envelope against pinned keys; null if it is absent, malformed or not signed by any of them.</summary>
    internal static VerifiedEnvelope? Verify(WireEnvelope? message, string payloadType, IEnumerable<PublicKey> pinned)
    {
        try
        {
            return message?.ToDomain().Verify(payloadType, pinned);
        }
        catch (ArgumentException)
        {
            return null; // No envelope at all: an empty payload type, or more signatures than there may be.
        }
    }
}
