namespace FederatedGateway.Privacy;

/// <summary>What has been spent in a window and in every window that overlaps it.</summary>
/// <param name="Window">For example <c>2025</c>, <c>2025-03</c> or <c>all-time</c>.</param>
/// <param name="Spent">The sums of all prices ever charged; nothing is ever taken off.</param>
public readonly record struct WindowAccount(string Window, NestedLoss Spent);
