using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// The chance of publishing a group of n units, n counted from the last size that is never published, in units of 2^-64.
/// Every entry is rounded down in a way that keeps the (epsilon, delta) guarantee exact.
/// </summary>
/// <remarks>Desfontaines, Voss, Gipson and Mandayam, "Differentially private partition selection" (arXiv 2006.03684), theorem 1.</remarks>
[Proof("selection")]
internal sealed class PublishTable
{
    /// <summary>The most entries that a table may have; beyond, the price is too small to be of any use.</summary>
    public const int MostEntries = 1 << 20;

    private static readonly UInt128 Certain = UInt128.One << 64;

    private readonly ulong[] thresholds;

    private PublishTable(ulong[] thresholds) => this.thresholds = thresholds;

    /// <summary>The smallest count that is always published.</summary>
    public int Certainty => thresholds.Length;

    /// <summary>The chance of publishing, in units of 2^-64.</summary>
    public UInt128 Threshold(long count) =>
        count <= 0 ? UInt128.Zero : count >= thresholds.Length ? Certain : thresholds[count];

    /// <summary>Computes the table; null when it would be too long.</summary>
    /// <param name="growth">A lower bound of exp(epsilon).</param>
    /// <param name="delta">delta in units of 2^-64, rounded down; above 0.</param>
    public static PublishTable? Create(Growth growth, ulong delta)
    {
        var entries = new List<ulong> { 0 };
        UInt128 current = 0;
        while (true)
        {
            current = Next(current, growth, delta);
            if (current >= Certain)
            {
                return new([.. entries]);
            }

            if (entries.Count == MostEntries)
            {
                return null;
            }

            entries.Add((ulong)current);
        }
    }

    /// <summary>Decides on a group. Always draws one word, whatever the count.</summary>
    public bool Decide(long count, NoiseSource source)
    {
        ulong word = source.NextWord();
        return word < Threshold(count);
    }

    private static UInt128 Next(UInt128 current, Growth growth, ulong delta)
    {
        UInt128 grown = growth.MultiplyDown(current) + delta;
        UInt128 left = current + delta >= Certain ? 0 : Certain - current - delta;
        UInt128 mirrored = Certain - growth.DivideUp(left);
        return UInt128.Min(UInt128.Min(grown, mirrored), Certain);
    }
}
