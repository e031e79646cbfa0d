namespace FederatedGateway.Privacy;

/// <summary>The noisy figures of one group that passed the k rule.</summary>
/// <typeparam name="TKey">The group's key.</typeparam>
/// <param name="Key">The group's key.</param>
/// <param name="Values">The noisy values of each component, in the plan's order; each within ±2^62.</param>
public readonly record struct ReleasedCell<TKey>(TKey Key, IReadOnlyList<long> Values);
