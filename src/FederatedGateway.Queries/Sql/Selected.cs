using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>One element of SELECT: a dimension, a measure or a rate of one.</summary>
internal sealed record Selected(string Heading, Dimension? Dimension, Measure? Measure, SelectedRate? Rate = null)
{
    /// <summary>Where it stands.</summary>
    public required TSqlFragment At { get; init; }
}
