namespace FederatedGateway.Agreements;

/// <summary>One value column of an answer.</summary>
/// <param name="Measure">The place of its measure in the query; a measure with several values has as many columns.</param>
/// <param name="Name">Its name: the measure's, and where there are several, which of them.</param>
/// <param name="Decimals">Digits after the point: a value v stands for v / 10^Decimals.</param>
/// <param name="Unit">The unit of measure that people read; empty when there is none.</param>
public sealed record AnswerColumn(int Measure, string Name, int Decimals, string Unit);
