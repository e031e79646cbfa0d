using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// Draws a magnitude by inversion: the number of cumulative probabilities that a uniform real does not fall below. 63 binary
/// digits of the real decide against truncated probabilities; only where they agree with one of them, about once in 2^55
/// draws, are further digits and a longer probability looked at, so the draw is exact.
/// </summary>
[Proof("discrete-gaussian")]
internal sealed class InversionTable
{
    /// <summary>Binary digits of the first look.</summary>
    public const int Digits = 63;

    private static readonly BigInteger Most = long.MaxValue;

    private readonly FoldedWeights weights;
    private readonly long[] thresholds;

    /// <summary>Computes the truncated probabilities.</summary>
    public InversionTable(FoldedWeights weights)
    {
        this.weights = weights;
        thresholds = Truncate(weights);
    }

    /// <summary>No magnitude that the first look yields is above this.</summary>
    public int Reach => thresholds.Length;

    /// <summary>The magnitude for a uniform number in [0, 2^63): the thresholds at or below it, all of them read whatever it is.</summary>
    /// <param name="uniform">The first 63 binary digits of the uniform real.</param>
    /// <param name="tie">Nonzero where they do not decide; then <see cref="Refine"/> does.</param>
    public long Find(long uniform, out long tie)
    {
        var digits = new Vector<long>(uniform);
        Vector<long> notBelow = Vector<long>.Zero;
        Vector<long> equal = Vector<long>.Zero;
        ReadOnlySpan<long> table = thresholds;
        for (; table.Length >= Vector<long>.Count; table = table[Vector<long>.Count..])
        {
            var entries = new Vector<long>(table);
            // A comparison that holds gives -1.
            notBelow -= Vector.GreaterThan(digits, entries);
            equal -= Vector.Equals(digits, entries);
        }

        tie = Vector.Sum(equal);
        return Vector.Sum(notBelow);
    }

    /// <summary>The magnitude where the first digits do not decide it.</summary>
    public BigInteger Refine(long uniform, NoiseSource source)
    {
        BigInteger digits = uniform;
        int bits = Digits;
        while (true)
        {
            digits = (digits << 64) | source.NextWord();
            bits += 64;
            if (Decide(digits, weights.Cumulative(bits)) is int magnitude)
            {
                return magnitude;
            }
        }
    }

    // The real lies in [digits, digits + 1]; null where an enclosure overlaps it.
    private static int? Decide(BigInteger digits, IReadOnlyList<(BigInteger Low, BigInteger High)> cumulative)
    {
        int magnitude = 0;
        while (magnitude < cumulative.Count && digits >= cumulative[magnitude].High)
        {
            magnitude++;
        }

        return magnitude < cumulative.Count && digits + 1 <= cumulative[magnitude].Low ? magnitude : null;
    }

    // floor(2^63 P(magnitude ≤ m)) up to the first that is 2^63 - 1, which stands for all that follow; filled up with the same.
    private static long[] Truncate(FoldedWeights weights)
    {
        for (int bits = 128; ; bits *= 2)
        {
            var table = new List<long>();
            foreach ((BigInteger low, BigInteger high) in weights.Cumulative(bits))
            {
                BigInteger least = low >> (bits - Digits);
                if (least != BigInteger.Min(high >> (bits - Digits), Most))
                {
                    break;
                }

                table.Add((long)least);
                if (least == Most)
                {
                    return Pad(table);
                }
            }
        }
    }

    private static long[] Pad(List<long> table)
    {
        while ((table.Count & (Vector<long>.Count - 1)) != 0)
        {
            table.Add(long.MaxValue);
        }

        return [.. table];
    }
}
