namespace FederatedGateway.Privacy;

/// <summary>A component with the noise that a plan gives it.</summary>
/// <param name="Component">What is measured.</param>
/// <param name="Variance">sigma squared of the discrete Gaussian noise, exact.</param>
public sealed record PlannedComponent(MeasureComponent Component, Rational Variance);
