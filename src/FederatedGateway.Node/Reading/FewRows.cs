using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FederatedGateway.Node;

/// <summary>The few rows of one unit within one window that lie side by side: which are in the same group, and which groups count. Sets of rows are bits.</summary>
/// <param name="hash">Keyed by the node's secret and the query.</param>
/// <param name="groups">The groups.</param>
/// <param name="most">L0.</param>
internal sealed class FewRows(SipHash hash, GroupNumbers groups, int most)
{
    /// <summary>The most rows.</summary>
    public const int Most = 16;

    private readonly uint[] _same = new uint[Most];
    private readonly ulong[] _hashes = new ulong[Most];

    /// <summary>The first row of each group.</summary>
    /// <param name="numbers">The rows' groups, <see cref="Most"/> of them, whatever stands behind the last row.</param>
    /// <param name="rows">The rows that count.</param>
    public uint Split(ReadOnlySpan<int> numbers, uint rows)
    {
        Vector256<int> low = Vector256.Create(numbers);
        Vector256<int> high = Vector256.Create(numbers[Vector256<int>.Count..]);
        uint firsts = 0;
        for (uint left = rows; left != 0; left = WithoutFirst(left))
        {
            int row = BitOperations.TrailingZeroCount(left);
            Vector256<int> one = Vector256.Create(numbers[row]);
            uint same = (Vector256.Equals(low, one).ExtractMostSignificantBits() | (Vector256.Equals(high, one).ExtractMostSignificantBits() << Vector256<int>.Count)) & rows;
            _same[row] = same;
            firsts |= BitOperations.TrailingZeroCount(same) == row ? 1u << row : 0;
        }

        return firsts;
    }

    /// <summary>The rows that are in the group of one of them, which <see cref="Split"/> saw.</summary>
    public uint SameAs(int row) => _same[row];

    /// <summary>Of the first rows those whose groups count, when there are more than L0: the smallest hashes of (unit, group).</summary>
    /// <param name="unit">The unit's keyed hash, two words.</param>
    /// <param name="words">For each part of the key the words of rows.</param>
    /// <param name="from">Where the unit's first row stands among them.</param>
    /// <param name="numbers">The rows' groups.</param>
    /// <param name="firsts">The first row of each group.</param>
    // Not inlined: most units have nothing to choose, and their way stays short.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public uint Choose(ReadOnlySpan<ulong> unit, ulong[][] words, int from, ReadOnlySpan<int> numbers, uint firsts)
    {
        Hash(hash.After(unit), words, from, firsts);
        uint chosen = 0;
        for (uint left = firsts; left != 0; left = WithoutFirst(left))
        {
            int row = BitOperations.TrailingZeroCount(left);
            chosen |= BitOperations.PopCount(Smaller(_hashes[row]) & firsts) < most ? 1u << row : 0;
        }

        // More than L0 only when hashes are the same.
        while (BitOperations.PopCount(chosen) > most)
        {
            chosen &= ~(1u << Last(chosen, numbers));
        }

        return chosen;
    }

    /// <summary>The rows of a set but the first.</summary>
    public static uint WithoutFirst(uint rows) => unchecked(rows & (rows - 1));

    // Behind the last row stay hashes of other units, which no set of this one's rows holds.
    private void Hash(SipHash.Prefix prefix, ulong[][] words, int from, uint firsts)
    {
        for (int row = 0; firsts >> row != 0; row += SipHashLanes.Count)
        {
            prefix.Of(words, from + row, _hashes.AsSpan(row));
        }
    }

    // The rows whose hashes are smaller than one; of all, for that takes no loop.
    private uint Smaller(ulong hash)
    {
        Vector256<ulong> one = Vector256.Create(hash);
        ReadOnlySpan<ulong> hashes = _hashes;
        return Vector256.LessThan(Vector256.Create(hashes), one).ExtractMostSignificantBits()
            | (Vector256.LessThan(Vector256.Create(hashes[4..]), one).ExtractMostSignificantBits() << 4)
            | (Vector256.LessThan(Vector256.Create(hashes[8..]), one).ExtractMostSignificantBits() << 8)
            | (Vector256.LessThan(Vector256.Create(hashes[12..]), one).ExtractMostSignificantBits() << 12);
    }

    // Ties go by the values of the key, as in GroupChoice.
    private int Last(uint rows, ReadOnlySpan<int> numbers)
    {
        int last = BitOperations.TrailingZeroCount(rows);
        for (uint left = WithoutFirst(rows); left != 0; left = WithoutFirst(left))
        {
            int row = BitOperations.TrailingZeroCount(left);
            int order = _hashes[row].CompareTo(_hashes[last]);
            last = order > 0 || (order == 0 && groups.Compare(numbers[row], numbers[last]) > 0) ? row : last;
        }

        return last;
    }
}
