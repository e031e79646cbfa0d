namespace FederatedGateway.Privacy;

/// <summary>AVG(column), from the sum of centred values and the count of rows.</summary>
/// <param name="Column">The column.</param>
/// <param name="Range">The column's range.</param>
/// <param name="MaxRows">The most rows of one unit that count in one group; 1 or more.</param>
/// <remarks>
/// The ratio of two unbiased numbers is not itself unbiased: its bias is about (mean - middle) times (sigma of the count / count)², and it is
/// clamped to the range.
/// </remarks>
public sealed record MeanMeasurement(string Column, ValueRange Range, int MaxRows) : Measurement
{
    /// <summary>Whether rows without a value are left out, so that those with one are counted by themselves. They add to nothing.</summary>
    public bool SkipsNulls { get; init; }

    /// <inheritdoc/>
    public override string Name => $"AVG({Column})";

    /// <inheritdoc/>
    /// <exception cref="OverflowException">The bounds are beyond 64 bits.</exception>
    public override IReadOnlyList<MeasureComponent> Components => [Rows, CentredOf(Column, Range, MaxRows)];

    private MeasureComponent Rows => CountMeasurement.Of(MaxRows, Column, SkipsNulls);

    /// <summary>The component that adds up centred values.</summary>
    internal static MeasureComponent CentredOf(string column, ValueRange range, int maxRows) =>
        new($"centred:{column}", range.Span == 0 ? maxRows : range.Span * maxRows) { Kind = ComponentKind.Centred, Column = column, Range = range };

    /// <inheritdoc/>
    internal override int MostRows => MaxRows;

    private protected override IReadOnlyList<Estimate?> Compute(SummedComponents sums, IReadOnlyList<long> values, decimal confidence) =>
        [MomentInterval.Mean(Range, sums.Between(Rows.Id, values, confidence, 2), sums.Between($"centred:{Column}", values, confidence, 2))];
}
