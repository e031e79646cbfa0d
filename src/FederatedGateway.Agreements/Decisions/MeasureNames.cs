using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>The names under which an agreement's ad hoc scope permits measures.</summary>
public static class MeasureNames
{
    /// <summary>COUNT(*): rows, so many of each unit as the dictionary lets count.</summary>
    public const string Count = "count";

    /// <summary>COUNT(DISTINCT unit): persons or incidents.</summary>
    public const string CountDistinct = "count_distinct";

    /// <summary>SUM of any number column of a permitted data set.</summary>
    public const string Sum = "sum";

    /// <summary>AVG of any number column of a permitted data set.</summary>
    public const string Average = "average";

    /// <summary>VAR of any number column of a permitted data set.</summary>
    public const string Variance = "variance";

    /// <summary>STDEV of any number column of a permitted data set.</summary>
    public const string Deviation = "deviation";

    /// <summary>APPROX_PERCENTILE_CONT of any number column of a permitted data set.</summary>
    public const string Quantile = "quantile";

    /// <summary>HISTOGRAM of any number column of a permitted data set.</summary>
    public const string Histogram = "histogram";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<MeasureKind>().Select(Of)];

    /// <summary>The name that permits a kind of measure.</summary>
    public static string Of(MeasureKind kind) => kind switch
    {
        MeasureKind.Count => Count,
        MeasureKind.CountDistinctUnit => CountDistinct,
        MeasureKind.Sum => Sum,
        MeasureKind.Average => Average,
        MeasureKind.Variance => Variance,
        MeasureKind.Deviation => Deviation,
        MeasureKind.Quantile => Quantile,
        MeasureKind.Histogram => Histogram,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
