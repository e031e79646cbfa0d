namespace FederatedGateway.Privacy;

/// <summary>STDEV(column): the square root of <see cref="VarianceMeasurement"/>, with the roots of its interval.</summary>
/// <param name="Column">The column.</param>
/// <param name="Range">The column's range.</param>
/// <param name="MaxRows">The most rows of one unit that count in one group; 1 or more.</param>
/// <remarks>Biased as the variance is, and downwards once more by the root; the interval keeps its coverage, because the root is increasing.</remarks>
public sealed record DeviationMeasurement(string Column, ValueRange Range, int MaxRows) : Measurement
{
    /// <summary>Whether rows without a value are left out, so that those with one are counted by themselves. They add to nothing.</summary>
    public bool SkipsNulls { get; init; }

    /// <inheritdoc/>
    public override string Name => $"STDEV({Column})";

    /// <inheritdoc/>
    public override IReadOnlyList<MeasureComponent> Components => Squared.Components;

    private VarianceMeasurement Squared => new(Column, Range, MaxRows) { SkipsNulls = SkipsNulls };

    /// <inheritdoc/>
    internal override int MostRows => MaxRows;

    private protected override IReadOnlyList<Estimate?> Compute(SummedComponents sums, IReadOnlyList<long> values, decimal confidence) =>
        Squared.Of(sums, values, confidence) is { } variance
            ? [new Estimate(Math.Sqrt(variance.Value), Math.Sqrt(variance.Lower), Math.Sqrt(variance.Upper))]
            : [null];
}
