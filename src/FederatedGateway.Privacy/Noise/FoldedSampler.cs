using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FederatedGateway.Privacy;

/// <summary>
/// Draws whole numbers whose weights fall with their magnitude as exp(-c y²) or exp(-c |y|), exactly. A narrow distribution is
/// inverted; a wide one is cut into blocks of 2^b numbers: the block by inversion, the place uniform, both kept with the
/// probability that is left over. The time of a draw does not depend on what is drawn.
/// </summary>
[Proof("discrete-gaussian")]
internal sealed class FoldedSampler
{
    private const int WordsOfNarrow = 1;
    private const int WordsOfWide = 3;
    private const int BufferWords = 384;
    private const int SmallBufferWords = 24;

    private readonly InversionTable table;
    private readonly BlockAcceptance? acceptance;
    private readonly int lowBits;

    /// <summary>Prepares the tables.</summary>
    /// <param name="coefficient">c; above zero.</param>
    /// <param name="squared">Whether the magnitude is squared.</param>
    /// <param name="lowBits">b: 0 for plain inversion; else such that a block is at most 1/16 of sigma, or half of a Laplace's scale.</param>
    public FoldedSampler(Rational coefficient, bool squared, int lowBits)
    {
        this.lowBits = lowBits;
        var block = Rational.FromInteger(BigInteger.One << (squared ? 2 * lowBits : lowBits));
        var weights = new FoldedWeights(coefficient * block, squared, lowBits == 0);
        table = new InversionTable(weights);
        acceptance = lowBits == 0 ? null : new BlockAcceptance(weights, lowBits, table.Reach);
    }

    /// <summary>Fills the span with independent draws.</summary>
    /// <exception cref="OverflowException">A draw does not fit into 64 bits; less likely than exp(-4000).</exception>
    public void Fill(Span<long> destination, NoiseSource source)
    {
        int perDraw = acceptance is null ? WordsOfNarrow : WordsOfWide;
        Span<ulong> buffer = stackalloc ulong[destination.Length <= SmallBufferWords / WordsOfWide ? SmallBufferWords : BufferWords];
        try
        {
            while (!destination.IsEmpty)
            {
                int rounds = Math.Min(destination.Length, buffer.Length / perDraw);
                Span<ulong> words = buffer[..(rounds * perDraw)];
                source.Fill(words);
                int drawn = acceptance is null ? Narrow(words, destination, source) : Wide(words, destination, acceptance, source);
                destination = destination[drawn..];
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(buffer));
        }
    }

    // One word a draw: its lowest bit is the sign, the others are the first digits of a uniform real.
    private int Narrow(ReadOnlySpan<ulong> words, Span<long> destination, NoiseSource source)
    {
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = words[i];
            long magnitude = table.Find((long)(word >> 1), out long tie);
            if (tie != 0)
            {
                magnitude = (long)table.Refine((long)(word >> 1), source);
            }

            destination[i] = Signed(magnitude, word);
        }

        return words.Length;
    }

    // Writes every round's value and moves on only if it is kept, so nothing branches on the value.
    private int Wide(ReadOnlySpan<ulong> words, Span<long> destination, BlockAcceptance accept, NoiseSource source)
    {
        int drawn = 0;
        for (int i = 0; i + WordsOfWide <= words.Length; i += WordsOfWide)
        {
            ulong place = words[i + 1] >> (64 - lowBits);
            long block = table.Find((long)(words[i] >> 1), out long tie);
            long kept = accept.Decide(block, place, words[i + 2] >> 1);
            if ((tie | (kept >> 1)) != 0)
            {
                kept = Exactly(words.Slice(i, WordsOfWide), tie != 0, ref block, accept, source) ? 1 : 0;
            }

            long magnitude = (block << lowBits) + (long)place;
            destination[drawn] = Signed(magnitude, words[i]);
            drawn += (int)(kept & ~NegativeZero(magnitude, words[i]));
        }

        return drawn;
    }

    // Once in about 2^39 rounds.
    private bool Exactly(ReadOnlySpan<ulong> words, bool tie, ref long block, BlockAcceptance accept, NoiseSource source)
    {
        BigInteger exact = tie ? table.Refine((long)(words[0] >> 1), source) : block;
        block = (long)exact;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exact, long.MaxValue >> lowBits);
        return accept.DecideExactly(exact, words[1] >> (64 - lowBits), words[2] >> 1, source);
    }

    private static long Signed(long magnitude, ulong word)
    {
        long negative = -(long)(word & 1);
        return (magnitude ^ negative) - negative;
    }

    // 1 where the magnitude is 0 and the sign negative: zero has one sign only. A magnitude is below 2^63, so 0 alone has no bit
    // above after subtracting 1 from it.
    private static long NegativeZero(long magnitude, ulong word) => unchecked((long)((ulong)(magnitude - 1) >> 63)) & (long)(word & 1);
}
