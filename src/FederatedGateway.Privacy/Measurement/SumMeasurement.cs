namespace FederatedGateway.Privacy;

/// <summary>SUM(column): unit totals, each clamped to its bounds, added up. Unbiased for the clamped totals.</summary>
/// <param name="Column">The column.</param>
/// <param name="LowestTotal">The smallest total of one unit in one group, in the column's integer units.</param>
/// <param name="HighestTotal">The largest total; no smaller.</param>
public sealed record SumMeasurement(string Column, long LowestTotal, long HighestTotal) : Measurement
{
    /// <inheritdoc/>
    public override string Name => $"SUM({Column})";

    /// <inheritdoc/>
    /// <exception cref="OverflowException">The bounds are beyond 64 bits.</exception>
    public override IReadOnlyList<MeasureComponent> Components =>
        [new(Id, LowestTotal > HighestTotal ? 0 : long.Max(1, long.Max(long.Abs(LowestTotal), long.Abs(HighestTotal)))) { Kind = ComponentKind.Total, Column = Column, Range = new ValueRange(LowestTotal, HighestTotal) }];

    private string Id => $"sum:{Column}";

    private protected override bool IsLinear => true;

    private protected override IReadOnlyList<Estimate?> Compute(SummedComponents sums, IReadOnlyList<long> values, decimal confidence) =>
        [sums.Around(Id, values, confidence)];
}
