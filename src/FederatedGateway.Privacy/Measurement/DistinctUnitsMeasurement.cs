namespace FederatedGateway.Privacy;

/// <summary>COUNT(DISTINCT unit) of each agency, added over agencies. Unbiased for that sum.</summary>
public sealed record DistinctUnitsMeasurement : Measurement
{
    /// <inheritdoc/>
    public override string Name => "COUNT(DISTINCT unit)";

    /// <inheritdoc/>
    public override IReadOnlyList<MeasureComponent> Components => [new("units", 1)];

    private protected override bool IsLinear => true;

    private protected override IReadOnlyList<Estimate?> Compute(SummedComponents sums, IReadOnlyList<long> values, decimal confidence) =>
        [sums.Around("units", values, confidence)];
}
