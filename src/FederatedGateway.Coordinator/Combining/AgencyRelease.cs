using FederatedGateway.Privacy;

namespace FederatedGateway.Coordinator;

/// <summary>
/// What one agency let go of, after every check: its signature, the question it answers, its noise and each cell.
/// </summary>
/// <param name="PartyId">The agency.</param>
/// <param name="Components">What the values of each cell are, and the noise in them.</param>
/// <param name="Cells">The cells that passed the agency's k rule; one value for each component.</param>
internal sealed record AgencyRelease(
    string PartyId,
    IReadOnlyList<PlannedComponent> Components,
    IReadOnlyDictionary<CellKey, IReadOnlyList<long>> Cells);
