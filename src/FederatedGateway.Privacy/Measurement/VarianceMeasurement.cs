namespace FederatedGateway.Privacy;

/// <summary>VAR(column) of the rows kept (divided by their number), from sums of centred values and of their squares and the count.</summary>
/// <param name="Column">The column.</param>
/// <param name="Range">The column's range.</param>
/// <param name="MaxRows">The most rows of one unit that count in one group; 1 or more.</param>
/// <remarks>
/// Biased: downwards by about (sigma of the centred sum / (2 count))², and towards the ends where it is clamped to
/// [0, (high - low)²/4]. See <c>docs/proofs/moments.md</c>.
/// </remarks>
public sealed record VarianceMeasurement(string Column, ValueRange Range, int MaxRows) : Measurement
{
    /// <summary>Whether rows without a value are left out, so that those with one are counted by themselves. They add to nothing.</summary>
    public bool SkipsNulls { get; init; }

    /// <inheritdoc/>
    public override string Name => $"VAR({Column})";

    /// <inheritdoc/>
    /// <exception cref="OverflowException">The bounds are beyond 64 bits.</exception>
    public override IReadOnlyList<MeasureComponent> Components =>
    [
        Rows,
        MeanMeasurement.CentredOf(Column, Range, MaxRows),
        new($"squares:{Column}", Range.Span == 0 ? MaxRows : Range.Span * Range.Span * MaxRows) { Kind = ComponentKind.Squares, Column = Column, Range = Range },
    ];

    private MeasureComponent Rows => CountMeasurement.Of(MaxRows, Column, SkipsNulls);

    /// <summary>The variance before it is put in a list; <see langword="null"/> when the noisy count is not above zero.</summary>
    internal Estimate? Of(SummedComponents sums, IReadOnlyList<long> values, decimal confidence) =>
        MomentInterval.Variance(
            Range,
            sums.Between(Rows.Id, values, confidence, 3),
            sums.Between($"centred:{Column}", values, confidence, 3),
            sums.Between($"squares:{Column}", values, confidence, 3));

    /// <inheritdoc/>
    internal override int MostRows => MaxRows;

    private protected override IReadOnlyList<Estimate?> Compute(SummedComponents sums, IReadOnlyList<long> values, decimal confidence) =>
        [Of(sums, values, confidence)];
}
