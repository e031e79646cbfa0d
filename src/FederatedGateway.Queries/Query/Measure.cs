namespace FederatedGateway.Queries;

/// <summary>What is counted or summed, in canonical order.</summary>
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
}

/// <summary>One measure of a query.</summary>
/// <param name="Kind">What is counted or summed.</param>
/// <param name="Column">The number column of a sum or average; null for counts.</param>
/// <param name="Name">Its name in answers: <c>count</c>, <c>count_distinct_person</c>, <c>sum_x</c> or <c>avg_x</c>.</param>
public sealed record Measure(MeasureKind Kind, Column? Column, string Name)
{
    internal static Measure Count { get; } = new(MeasureKind.Count, null, "count");

    internal static Measure CountDistinct(string unit) => new(MeasureKind.CountDistinctUnit, null, "count_distinct_" + unit);

    internal static Measure Sum(Column column) => new(MeasureKind.Sum, column, "sum_" + column.Name);

    internal static Measure Average(Column column) => new(MeasureKind.Average, column, "avg_" + column.Name);
}
