namespace FederatedGateway.Privacy;

/// <summary>How much of one unit may enter one answer.</summary>
/// <param name="MaxGroups">L0: the most groups of one answer that a unit's rows may touch; 1 or more.</param>
/// <param name="MaxRowsPerGroup">Linf of COUNT(*): the most rows of a unit that count in one group; 1 or more.</param>
public readonly record struct ContributionBound(int MaxGroups, int MaxRowsPerGroup);
