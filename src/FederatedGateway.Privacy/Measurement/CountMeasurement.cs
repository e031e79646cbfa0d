namespace FederatedGateway.Privacy;

/// <summary>COUNT(*): the rows kept. Unbiased.</summary>
/// <param name="MaxRows">The most rows of one unit that count in one group; 1 or more.</param>
public sealed record CountMeasurement(int MaxRows) : Measurement
{
    /// <inheritdoc/>
    public override string Name => "COUNT(*)";

    /// <inheritdoc/>
    public override IReadOnlyList<MeasureComponent> Components => [Of(MaxRows)];

    /// <summary>The component that counts rows.</summary>
    internal static MeasureComponent Of(int maxRows) => new("rows", maxRows) { Kind = ComponentKind.Rows };

    /// <summary>The component that counts rows for a measure of a column: all of them, or those alone that have a value.</summary>
    internal static MeasureComponent Of(int maxRows, string column, bool skipsNulls) =>
        skipsNulls ? new($"rows:{column}", maxRows) { Kind = ComponentKind.Rows, Column = column } : Of(maxRows);

    /// <inheritdoc/>
    internal override int MostRows => MaxRows;

    private protected override bool IsLinear => true;

    private protected override IReadOnlyList<Estimate?> Compute(SummedComponents sums, IReadOnlyList<long> values, decimal confidence) =>
        [sums.Around("rows", values, confidence)];
}
