namespace FederatedGateway.Privacy;

/// <summary>Quantiles of a column from a tree of counts; the median is the quantile 0.5.</summary>
/// <param name="Column">The column.</param>
/// <param name="Tree">The tree.</param>
/// <param name="MaxRows">The most rows of one unit that count in one group; 1 or more.</param>
/// <param name="Probabilities">Which quantiles, each above 0 and below 1. The quantile p is the smallest value that at least p of the rows do not exceed.</param>
/// <remarks>
/// Biased: towards the middle of the range where there are few rows, and by up to a bin. The interval holds the bin's ends, so it covers the
/// exact quantile. See <c>docs/proofs/quantiles.md</c>.
/// </remarks>
public sealed record QuantilesMeasurement(string Column, RangeTree Tree, int MaxRows, IReadOnlyList<decimal> Probabilities) : Measurement
{
    /// <inheritdoc/>
    public override string Name => $"QUANTILES({Column})";

    /// <inheritdoc/>
    public override IReadOnlyList<MeasureComponent> Components => [TreeOf(Column, Tree, MaxRows)];

    /// <summary>The median.</summary>
    public static QuantilesMeasurement Median(string column, RangeTree tree, int maxRows) => new(column, tree, maxRows, [0.5m]);

    /// <summary>The component that counts rows in a tree. Its name tells the shape, and its range the values.</summary>
    internal static MeasureComponent TreeOf(string column, RangeTree tree, int maxRows) =>
        new($"tree:{column}:{tree.Branching}^{tree.Levels}", maxRows) 
        {
            Kind = ComponentKind.Tree,
            Column = column,
            Tree = tree,
            Width = tree.Width,
            Levels = tree.Levels,
            Range = tree.Range,
        };

    /// <inheritdoc/>
    internal override int MostRows => MaxRows;

    private protected override IReadOnlyList<Estimate?> Compute(SummedComponents sums, IReadOnlyList<long> values, decimal confidence)
    {
        string id = Components[0].Id;
        int start = sums.StartOf(id);
        TreeQuantiles quantiles = sums.Remember(id, (kind, variance) => new TreeQuantiles(Tree, kind, variance));
        double[] numbers = [.. Enumerable.Range(start, Tree.Width).Select(i => (double)values[i])];
        return [.. quantiles.Estimates(numbers, Probabilities, confidence)];
    }
}
