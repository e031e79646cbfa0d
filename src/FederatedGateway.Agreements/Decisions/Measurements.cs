using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>
/// How each measure of a query is taken, with the dictionary's bounds. One place for the node (what to read), the decision (sensitivity), the coordinator
/// (combination) and whoever checks an answer.
/// </summary>
public static class Measurements
{
    /// <summary>The largest sensitivity that is accepted: doubles hold it exactly, and 128-bit sums of it cannot overflow.</summary>
    public const long MaxLinf = 1L << 53;

    /// <summary>The measurements in the order of the query's measures; null when one cannot be bounded.</summary>
    /// <param name="query">The query.</param>
    /// <param name="problem">Why there are none.</param>
    public static IReadOnlyList<Measurement>? TryOf(CanonicalQuery query, out string? problem)
    {
        problem = null;
        var measurements = new List<Measurement>(query.Measures.Count);
        foreach (Measure measure in query.Measures)
        {
            if (Of(measure, query.Dataset.Contribution.MaxRowsPerGroup) is not { } measurement || !IsBounded(measurement))
            {
                problem = $"The dictionary bounds the column {measure.Column?.Name} too widely for {measure.Name}, or not at all.";
                return null;
            }

            measurements.Add(measurement);
        }

        return measurements;
    }

    private static Measurement? Of(Measure measure, int maxRows) => (measure.Kind, measure.Column) switch
    {
        (MeasureKind.Count, _) => new CountMeasurement(maxRows),
        (MeasureKind.CountDistinctUnit, _) => new DistinctUnitsMeasurement(),
        (MeasureKind.Sum, { Type: NumberType { UnitTotal: { } total } } column) => new SumMeasurement(column.Name, total.Min, total.Max),
        (MeasureKind.Average, { Type: NumberType number } column) => new MeanMeasurement(column.Name, new(number.Min, number.Max), maxRows) { SkipsNulls = number.SkipsNulls },
        (MeasureKind.Variance, { Type: NumberType number } column) => new VarianceMeasurement(column.Name, new(number.Min, number.Max), maxRows) { SkipsNulls = number.SkipsNulls },
        (MeasureKind.Deviation, { Type: NumberType number } column) => new DeviationMeasurement(column.Name, new(number.Min, number.Max), maxRows) { SkipsNulls = number.SkipsNulls },
        (MeasureKind.Quantile, { } column) => new QuantilesMeasurement(column.Name, measure.Tree!, maxRows, [measure.Probability!.Value]),
        (MeasureKind.Histogram, { } column) => new HistogramMeasurement(column.Name, measure.Tree!, maxRows),
        _ => null,
    };

    private static bool IsBounded(Measurement measurement)
    {
        try
        {
            return measurement.Components.All(component => component.Linf is >= 1 and <= MaxLinf);
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
