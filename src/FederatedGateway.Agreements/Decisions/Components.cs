using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>
/// What is measured so that a query's measures can be computed afterwards. One place for the node (what to read), the decision
/// (sensitivity) and the coordinator (combination).
/// </summary>
public static class Components
{
    /// <summary>The component that counts units.</summary>
    public const string Units = "units";

    /// <summary>The component that counts rows.</summary>
    public const string Rows = "rows";

    /// <summary>The largest sensitivity that is accepted: doubles hold it exactly, and 128-bit sums of it cannot overflow.</summary>
    public const long MaxLinf = 1L << 53;

    /// <summary>The component of SUM(column).</summary>
    public static string SumOf(string column) => $"sum:{column}";

    /// <summary>The component of AVG(column): the sum of 2x - (min + max).</summary>
    public static string CentredOf(string column) => $"centred:{column}";

    /// <summary>
    /// The components of a query in this order, without duplicates: <c>units</c> for COUNT(DISTINCT unit), <c>rows</c> for COUNT(*)
    /// and AVG, <c>sum:x</c> for each SUM, <c>centred:x</c> for each AVG.
    /// </summary>
    /// <exception cref="InvalidOperationException">A bound is missing or too wide. A dictionary that was read has no such bound.</exception>
    public static IReadOnlyList<MeasureComponent> Of(CanonicalQuery query) =>
        TryOf(query, out string? problem) ?? throw new InvalidOperationException(problem);

    internal static List<MeasureComponent>? TryOf(CanonicalQuery query, out string? problem)
    {
        if (query.Measures.FirstOrDefault(measure => measure.Kind > MeasureKind.Average) is { } unsupported)
        {
            problem = $"No agency measures {unsupported.Name} in this version.";
            return null;
        }

        var components = new List<MeasureComponent>(query.Measures.Count + 1);
        ContributionBound bound = query.Dataset.Contribution;
        Add(query, MeasureKind.CountDistinctUnit, components, _ => new(Units, 1));
        if (query.Measures.Any(measure => measure.Kind is MeasureKind.Count or MeasureKind.Average))
        {
            components.Add(new(Rows, bound.MaxRowsPerGroup));
        }

        problem = Add(query, MeasureKind.Sum, components, SumComponent)
            ?? Add(query, MeasureKind.Average, components, column => CentredComponent(column, bound));
        return problem is null ? components : null;
    }

    private static string? Add(
        CanonicalQuery query, MeasureKind kind, List<MeasureComponent> components, Func<Column?, MeasureComponent?> make)
    {
        foreach (Measure measure in query.Measures)
        {
            if (measure.Kind != kind)
            {
                continue;
            }

            if (make(measure.Column) is not { } component)
            {
                return $"The dictionary bounds the column {measure.Column?.Name} too widely for {measure.Name}, or not at all.";
            }

            if (!components.Contains(component))
            {
                components.Add(component);
            }
        }

        return null;
    }

    private static MeasureComponent? SumComponent(Column? column) =>
        column is { Type: NumberType { UnitTotal: { } total } }
            ? Bounded(SumOf(column.Name), Int128.Max(Int128.Abs(total.Min), Int128.Abs(total.Max)))
            : null;

    private static MeasureComponent? CentredComponent(Column? column, ContributionBound bound) =>
        column is { Type: NumberType number }
            ? Bounded(CentredOf(column.Name), ((Int128)number.Max - number.Min) * bound.MaxRowsPerGroup)
            : null;

    // A column that can only hold one value says nothing about anybody; a sensitivity of 1 keeps the plan uniform.
    private static MeasureComponent? Bounded(string id, Int128 linf) =>
        linf < 0 || linf > MaxLinf ? null : new(id, long.Max(1, (long)linf));
}
