using FederatedGateway.Agreements;

namespace FederatedGateway.Coordinator;

/// <summary>A node's answer after the checks.</summary>
/// <param name="Release">What the agency let go of; null if a check failed.</param>
/// <param name="Content">The document that was signed; null if a check failed.</param>
/// <param name="Fault">What is wrong, as a sentence; null if nothing is.</param>
internal sealed record ReleaseReading(AgencyRelease? Release, Protocol.Node.V1.Release? Content, string? Fault)
{
    public static ReleaseReading Faulty(string fault) => new(null, null, fault);
}
