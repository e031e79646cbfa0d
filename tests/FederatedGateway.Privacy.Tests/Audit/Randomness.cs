using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>Repeatable measuring; with the rule <c>noisy</c> every group that is given is a public key.</summary>
internal static class Randomness
{
    /// <summary>Measures with one source, again and again.</summary>
    public static Measuring Fresh(ulong seed)
    {
        var source = new SeededSource(seed);
        return (plan, cells) => Measure(plan, cells, source);
    }

    /// <summary>Sabotage: starts again from the same seed for every release.</summary>
    public static Measuring Reused(ulong seed) => (plan, cells) => Measure(plan, cells, new SeededSource(seed));

    private static IReadOnlyList<ReleasedCell<int>> Measure(MeasurementPlan plan, IReadOnlyList<TrueCell<int>> cells, SeededSource source) =>
        plan.Measure(Sensitive.Of(cells), source, AuditKeys.Of(plan, cells)).Value;
}
