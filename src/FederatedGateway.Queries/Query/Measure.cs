using System.Globalization;
using FederatedGateway.Privacy;

namespace FederatedGateway.Queries;

/// <summary>What is counted, summed or otherwise computed from a group's rows, in canonical order.</summary>
public enum MeasureKind
{
    /// <summary><c>COUNT(*)</c>: rows.</summary>
    Count,

    /// <summary><c>COUNT(DISTINCT person)</c>: privacy units.</summary>
    CountDistinctUnit,

    /// <summary><c>SUM(x)</c>: the sum of the units' clamped totals, in the column's fixed point.</summary>
    Sum,

    /// <summary><c>AVG(x)</c>: the mean of a column over rows.</summary>
    Average,

    /// <summary><c>VARP(x)</c>: the variance of a column over rows, divided by their number, in the square of the column's unit.</summary>
    Variance,

    /// <summary><c>STDEVP(x)</c>: the square root of the variance, in the column's unit.</summary>
    Deviation,

    /// <summary><c>APPROX_PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x)</c>: the value that a share p of the rows do not exceed.</summary>
    Quantile,

    /// <summary><c>HISTOGRAM(x, bins)</c>: rows in each of so many equal parts of the column's range.</summary>
    Histogram,
}

/// <summary>One measure of a query.</summary>
/// <param name="Kind">What is computed.</param>
/// <param name="Column">The number column; null for counts.</param>
/// <param name="Name">
/// Its name in answers: <c>count</c>, <c>count_distinct_person</c>, <c>sum_x</c>, <c>avg_x</c>, <c>var_x</c>, <c>stdev_x</c>,
/// <c>p50_x</c>, <c>p99_9_x</c> or <c>hist_x_10</c>.
/// </param>
public sealed record Measure(MeasureKind Kind, Column? Column, string Name)
{
    /// <summary>The grid over the column's range, for quantiles and histograms; a function of the dictionary and the query alone. Else null.</summary>
    public RangeTree? Tree { get; init; }

    /// <summary>The share of rows of a quantile, above 0 and below 1, with at most three decimals; else null.</summary>
    public decimal? Probability { get; init; }

    internal static Measure Count { get; } = new(MeasureKind.Count, null, "count");

    internal static Measure CountDistinct(string unit) => new(MeasureKind.CountDistinctUnit, null, "count_distinct_" + unit);

    internal static Measure Sum(Column column) => new(MeasureKind.Sum, column, "sum_" + column.Name);

    internal static Measure Average(Column column) => new(MeasureKind.Average, column, "avg_" + column.Name);

    internal static Measure Variance(Column column) => new(MeasureKind.Variance, column, "var_" + column.Name);

    internal static Measure Deviation(Column column) => new(MeasureKind.Deviation, column, "stdev_" + column.Name);

    internal static Measure Quantile(Column column, decimal probability) =>
        new(MeasureKind.Quantile, column, $"p{Percent(probability)}_{column.Name}") { Tree = NumberGrid.ForQuantiles((NumberType)column.Type), Probability = probability };

    internal static Measure Histogram(Column column, int bins) =>
        new(MeasureKind.Histogram, column, string.Create(CultureInfo.InvariantCulture, $"hist_{column.Name}_{bins}")) { Tree = NumberGrid.ForHistogram((NumberType)column.Type, bins) };

    private static string Percent(decimal probability) =>
        (probability * 100).ToString("0.#", CultureInfo.InvariantCulture).Replace('.', '_');
}
