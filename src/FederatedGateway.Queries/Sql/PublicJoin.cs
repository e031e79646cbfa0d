namespace FederatedGateway.Queries;

/// <summary>A public table that a statement joins.</summary>
/// <param name="Table">The table.</param>
/// <param name="On">What of the dataset holds its keys: a column, or a level.</param>
internal sealed record PublicJoin(PublicTable Table, Dimension On);
