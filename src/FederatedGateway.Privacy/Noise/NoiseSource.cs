namespace FederatedGateway.Privacy;

/// <summary>Where noise takes its independent uniform bits from.</summary>
internal abstract class NoiseSource
{
    /// <summary>64 fresh uniform bits.</summary>
    public abstract ulong NextWord();

    /// <summary>Fills the span with fresh uniform bits.</summary>
    public virtual void Fill(Span<ulong> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = NextWord();
        }
    }

    /// <summary>A uniform whole number in [0, <paramref name="bound"/>), by rejection: masked to the bound's length, drawn again when too large.</summary>
    public ulong NextBelow(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        ulong mask = ulong.MaxValue >> (int)ulong.LeadingZeroCount((bound - 1) | 1);
        ulong candidate;
        do
        {
            candidate = NextWord() & mask;
        }
        while (candidate >= bound);
        return candidate;
    }
}
