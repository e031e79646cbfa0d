namespace FederatedGateway.Privacy.Tests;

/// <summary>A repeatable source (SplitMix64); exists in this assembly only.</summary>
internal sealed class SeededSource(ulong seed) : NoiseSource
{
    private ulong state = seed;

    public long WordsDrawn { get; private set; }

    public override ulong NextWord()
    {
        WordsDrawn++;
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>A source that hands out the words given and fails when they are used up.</summary>
internal sealed class ScriptedSource(params ulong[] words) : NoiseSource
{
    private int next;

    public int Left => words.Length - next;

    public override ulong NextWord() => words[next++];
}

/// <summary>A seeded source whose words are changed by their place in the order, with a random word to decide by.</summary>
internal sealed class TamperedSource(Func<long, ulong, ulong, ulong> change) : NoiseSource
{
    private readonly SeededSource words = new(71);
    private readonly SeededSource decisions = new(72);
    private long index;

    public override ulong NextWord() => change(index++, words.NextWord(), decisions.NextWord());
}
