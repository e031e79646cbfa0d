namespace FederatedGateway.Privacy;

/// <summary>A component, and how many measures of an answer are computed from it.</summary>
internal readonly record struct WeightedComponent(MeasureComponent Component, int Uses);
