namespace FederatedGateway.Privacy;

/// <summary>The counts of the bins of a column's range. Each is unbiased.</summary>
/// <param name="Column">The column.</param>
/// <param name="Tree">The bins: a tree of one level.</param>
/// <param name="MaxRows">The most rows of one unit that count in one group; 1 or more.</param>
public sealed record HistogramMeasurement(string Column, RangeTree Tree, int MaxRows) : Measurement
{
    /// <inheritdoc/>
    public override string Name => $"HISTOGRAM({Column})";

    /// <inheritdoc/>
    public override IReadOnlyList<MeasureComponent> Components => [QuantilesMeasurement.TreeOf(Column, Tree, MaxRows)];

    /// <inheritdoc/>
    internal override int MostRows => MaxRows;

    private protected override bool IsLinear => true;

    private protected override IReadOnlyList<Estimate?> Compute(SummedComponents sums, IReadOnlyList<long> values, decimal confidence)
    {
        string id = Components[0].Id;
        int first = sums.StartOf(id) + Tree.Width - Tree.Bins;
        long halfWidth = sums.HalfWidth(id, confidence);
        return [.. Enumerable.Range(first, Tree.Bins).Select(i => (Estimate?)Privacy.Estimate.Around(values[i], halfWidth))];
    }
}
