using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>The list of keys that a plan needs.</summary>
public static class AuditKeys
{
    /// <summary>The keys of all groups given, of which none is left out for being empty; null with the rule <c>selection</c>.</summary>
    public static PublicKeys<int>? Of(MeasurementPlan plan, IReadOnlyList<TrueCell<int>> cells)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.NeedsPublicKeys ? new(cells.Select(cell => cell.Key), (left, right) => left.CompareTo(right)) : null;
    }
}
