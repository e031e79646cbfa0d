using System.Numerics;

namespace FederatedGateway.Agreements.Tests;

/// <summary>Repeatable choices for generated tests (SplitMix64).</summary>
internal sealed class SeededChoices(ulong seed)
{
    private ulong _state = seed;

    internal int Below(int bound) => (int)(Next() % (ulong)bound);

    internal bool OneIn(int n) => Below(n) == 0;

    internal T Of<T>(params IReadOnlyList<T> items) => items[Below(items.Count)];

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return BitOperations.RotateLeft(z ^ (z >> 31), 7);
        }
    }
}
