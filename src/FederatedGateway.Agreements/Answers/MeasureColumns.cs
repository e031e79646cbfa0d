using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>The columns of one measure: one, or one for each bin.</summary>
/// <param name="Measurement">How it is taken.</param>
/// <param name="Columns">The columns.</param>
/// <param name="IntegerDecimals">The decimals that the measurement's integer units have.</param>
/// <param name="Parts">
/// Whether the cells one level below hold parts of a cell: counts of rows and sums; of units where none is in two groups. Not averages.
/// </param>
internal sealed record MeasureColumns(Measurement Measurement, IReadOnlyList<AnswerColumn> Columns, int IntegerDecimals, bool Parts)
{
    // What dividing adds to a column's own decimals.
    private const int ExtraDecimals = 2;
    private const int MostDecimals = 6;

    /// <summary>Whether the cell is not shown where this is not.</summary>
    public bool SizesTheCell => Measurement is CountMeasurement or DistinctUnitsMeasurement;

    private bool IsCount => SizesTheCell || Measurement is HistogramMeasurement;

    public static MeasureColumns Of(int index, Measure measure, Measurement measurement, int maxGroups)
    {
        var number = measure.Column?.Type as NumberType;
        int decimals = number?.Decimals ?? 0;
        bool parts = measurement is CountMeasurement or SumMeasurement || (measurement is DistinctUnitsMeasurement && maxGroups == 1);
        return measurement switch
        {
            SumMeasurement => One(decimals, decimals),
            CountMeasurement or DistinctUnitsMeasurement => One(0, 0),
            VarianceMeasurement => One(int.Min(int.Max(2 * decimals, decimals + ExtraDecimals), MostDecimals), 2 * decimals),
            HistogramMeasurement histogram => new(measurement, [.. Bins(index, measure, histogram.Tree, number!)], 0, false),
            _ => One(decimals + ExtraDecimals, decimals),
        };

        MeasureColumns One(int shown, int integer) => new(measurement, [new(index, measure.Name, shown, UnitOf(measure, number))], integer, parts);
    }

    /// <summary>The values.</summary>
    /// <param name="sums">The noise of the sums.</param>
    /// <param name="values">The sums.</param>
    /// <param name="rounding">How far rounding after a fit can have moved the one number of a count or sum.</param>
    /// <param name="profile">The agreement's disclosure profile.</param>
    public IEnumerable<AnswerValue> Values(SummedComponents sums, IReadOnlyList<long> values, int rounding, DisclosureProfile profile) =>
        Measurement.Estimate(sums, values, AnswerMeasures.Confidence).Select(estimate => estimate is { } known
            ? known with { Lower = known.Lower - rounding, Upper = known.Upper + rounding }
            : estimate).Zip(Columns, (estimate, column) =>
            estimate is not { } known ? new UndefinedValue()
            : IsCount ? InProfile(known, profile)
            : Scaled(known, column.Decimals - IntegerDecimals));

    public IEnumerable<long?> HalfWidths(SummedComponents sums, DisclosureProfile profile) =>
        Columns.Select(_ => Measurement.HalfWidth(sums, AnswerMeasures.Confidence) + (IsCount ? profile.MostRounding : 0));

    // The interval is told around the number shown: around the noisy one it would tell the digits that rounding takes away.
    private static AnswerValue InProfile(Estimate estimate, DisclosureProfile profile)
    {
        if (profile.Show((long)estimate.Value).Number is not { } shown)
        {
            return new WithheldValue();
        }

        long half = (long)Math.Max(estimate.Value - estimate.Lower, estimate.Upper - estimate.Value) + profile.MostRounding;
        return new ShownValue(shown, shown - half, shown + half);
    }

    private static AnswerValue Scaled(Estimate estimate, int decimals)
    {
        double scale = Math.Pow(10, decimals);
        double value = Math.Round(estimate.Value * scale, MidpointRounding.AwayFromZero);
        double lower = Math.Floor(estimate.Lower * scale);
        double upper = Math.Ceiling(estimate.Upper * scale);
        return lower > -Math.ScaleB(1, 63) && upper < Math.ScaleB(1, 63)
            ? new ShownValue((long)value, (long)lower, (long)upper)
            : new UndefinedValue();
    }

    // A variance is in the square of the column's unit.
    private static string UnitOf(Measure measure, NumberType? number) =>
        number is null or { Unit: "" } ? "" : measure.Kind == MeasureKind.Variance ? $"({number.Unit})²" : number.Unit;

    // Bins are counts of rows, named by the values they hold; those that begin beyond the range could never hold one.
    private static IEnumerable<AnswerColumn> Bins(int index, Measure measure, RangeTree tree, NumberType number) =>
        Enumerable.Range(0, tree.Bins).Select(bin => new AnswerColumn(
            index, $"{measure.Name} {number.Format(tree.LowOf(bin))} to {number.Format(tree.HighOf(bin))}", 0, ""));
}
