using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements;

/// <summary>What one agency let go of, after every check: its signature, the question it answers, its noise and each cell.</summary>
/// <param name="PartyId">The agency.</param>
/// <param name="Levels">For each level of the query, from coarse to fine, what the values of each cell are, and the noise in them.</param>
/// <param name="Cells">The cells that passed the agency's k rule; the values of the components of their level.</param>
public sealed record AgencyRelease(
    string PartyId,
    IReadOnlyList<IReadOnlyList<PlannedComponent>> Levels,
    IReadOnlyDictionary<CellKey, IReadOnlyList<long>> Cells);
