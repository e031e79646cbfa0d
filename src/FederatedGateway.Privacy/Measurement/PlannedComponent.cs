namespace FederatedGateway.Privacy;

/// <summary>A component with the noise that a plan gives it.</summary>
/// <param name="Component">What is measured.</param>
/// <param name="Noise">The noise that each of its numbers gets.</param>
public sealed record PlannedComponent(MeasureComponent Component, NoiseDistribution Noise);
