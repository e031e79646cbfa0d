namespace FederatedGateway.Testing.Auditing;

/// <summary>
/// A person with rows in eight groups, in each of them four rows that reach the bound on their own, and what bounding leaves of
/// them: done as the node does it, or wrongly. The node's own statements are put to the same test in its own tests.
/// </summary>
internal static class HeavyPerson
{
    private const int Groups = 8;
    private const int Rows = 4;

    /// <summary>At most L0 groups, each total clamped.</summary>
    public static IReadOnlyList<IReadOnlyList<long>> Bounded(AuditedMeasure measure) => Totals(measure, clampTotals: true)[..AuditedMeasure.Bound.MaxGroups];

    /// <summary>Each group's total is clamped, but the groups of the person are not counted before rows are added up.</summary>
    public static IReadOnlyList<IReadOnlyList<long>> BoundedAfterGrouping(AuditedMeasure measure) => Totals(measure, clampTotals: true);

    /// <summary>At most L0 groups, but each row is clamped instead of their total.</summary>
    public static IReadOnlyList<IReadOnlyList<long>> RowsClamped(AuditedMeasure measure) => Totals(measure, clampTotals: false)[..AuditedMeasure.Bound.MaxGroups];

    private static IReadOnlyList<long>[] Totals(AuditedMeasure measure, bool clampTotals) => [.. Enumerable.Repeat(Total(measure, clampTotals), Groups)];

    // A person fills one value of each level, so clamping each value is clamping each level.
    private static long[] Total(AuditedMeasure measure, bool clampTotal)
    {
        IEnumerable<long> bounds = measure.Components.SelectMany(component => Enumerable.Repeat(component.Linf, component.Width));
        return [.. bounds.Zip(measure.Contribution, (bound, adds) =>
        {
            long total = Enumerable.Repeat(Math.Clamp(adds, -bound, bound), Rows).Sum();
            return clampTotal ? Math.Clamp(total, -bound, bound) : total;
        })];
    }
}
