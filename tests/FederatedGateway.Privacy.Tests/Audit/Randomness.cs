using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>Repeatable measuring.</summary>
internal static class Randomness
{
    /// <summary>Measures with one source, again and again.</summary>
    public static Measuring Fresh(ulong seed)
    {
        var source = new SeededSource(seed);
        return (plan, cells) => plan.Measure(Sensitive.Of(cells), source).Value;
    }

    /// <summary>Sabotage: starts again from the same seed for every release.</summary>
    public static Measuring Reused(ulong seed) => (plan, cells) => plan.Measure(Sensitive.Of(cells), new SeededSource(seed)).Value;
}
