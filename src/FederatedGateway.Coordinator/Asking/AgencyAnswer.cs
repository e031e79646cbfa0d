using FederatedGateway.Agreements;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator;

/// <summary>What became of a question at one agency.</summary>
/// <param name="Outcome">What watchers are told. It never holds the release: whether that may be shown depends on how many answer.</param>
/// <param name="Release">The cells, verified; null if the agency did not answer.</param>
/// <param name="Signed">The signed release; null if the agency did not answer.</param>
internal sealed record AgencyAnswer(
    AgencyOutcome Outcome, AgencyRelease? Release = null, Protocol.Evidence.V1.Envelope? Signed = null);
