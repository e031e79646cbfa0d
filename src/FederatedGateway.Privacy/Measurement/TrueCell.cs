namespace FederatedGateway.Privacy;

/// <summary>The true figures of one group, after contribution bounding. Never leaves the node.</summary>
/// <typeparam name="TKey">The group's key.</typeparam>
/// <param name="Key">The group's key; each key occurs once among the cells of an answer.</param>
/// <param name="Units">How many distinct units have rows in the group; zero or more. One unit adds at most 1.</param>
/// <param name="Values">The true values of each component, in the plan's order; as many as its width.</param>
public readonly record struct TrueCell<TKey>(TKey Key, long Units, IReadOnlyList<long> Values)
{
    /// <summary>The word "TrueCell": the figures are never printed.</summary>
    public override string ToString() => "TrueCell";
}
