using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FederatedGateway.Node;

/// <summary>Eight states of <see cref="SipHash"/> side by side: one hash leaves most of a processor idle, for each step of it waits for the one before.</summary>
internal ref struct SipHashLanes
{
    /// <summary>How many states there are.</summary>
    public const int Count = 2 * Half;

    private const int Half = 4;

    private Vector256<ulong> _low0;
    private Vector256<ulong> _low1;
    private Vector256<ulong> _low2;
    private Vector256<ulong> _low3;
    private Vector256<ulong> _high0;
    private Vector256<ulong> _high1;
    private Vector256<ulong> _high2;
    private Vector256<ulong> _high3;

    /// <summary>Eight times the same state.</summary>
    public SipHashLanes(ulong v0, ulong v1, ulong v2, ulong v3)
    {
        _low0 = _high0 = Vector256.Create(v0);
        _low1 = _high1 = Vector256.Create(v1);
        _low2 = _high2 = Vector256.Create(v2);
        _low3 = _high3 = Vector256.Create(v3);
    }

    /// <summary>Takes in a word of each input.</summary>
    /// <param name="words">Eight words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(ReadOnlySpan<ulong> words) => Take(Vector256.Create(words), Vector256.Create(words[Half..]));

    /// <summary>Takes in the last word, the same for all, and ends.</summary>
    /// <param name="last">The last word.</param>
    /// <param name="hashes">Eight places.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(ulong last, Span<ulong> hashes)
    {
        Take(Vector256.Create(last), Vector256.Create(last));
        _low2 ^= Vector256.Create(0xfful);
        _high2 ^= Vector256.Create(0xfful);
        Round();
        Round();
        Round();
        Round();
        (_low0 ^ _low1 ^ _low2 ^ _low3).CopyTo(hashes);
        (_high0 ^ _high1 ^ _high2 ^ _high3).CopyTo(hashes[Half..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(Vector256<ulong> low, Vector256<ulong> high)
    {
        _low3 ^= low;
        _high3 ^= high;
        Round();
        Round();
        _low0 ^= low;
        _high0 ^= high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round()
    {
        Round(ref _low0, ref _low1, ref _low2, ref _low3);
        Round(ref _high0, ref _high1, ref _high2, ref _high3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref Vector256<ulong> v0, ref Vector256<ulong> v1, ref Vector256<ulong> v2, ref Vector256<ulong> v3)
    {
        v0 += v1;
        v1 = RotateLeft(v1, 13) ^ v0;
        v0 = SwapHalves(v0);
        v2 += v3;
        v3 = RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = RotateLeft(v1, 17) ^ v2;
        v2 = SwapHalves(v2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateLeft(Vector256<ulong> words, int bits) => (words << bits) | (words >>> (64 - bits));

    // A rotation by 32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> SwapHalves(Vector256<ulong> words) => Vector256.Shuffle(words.AsInt32(), Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)).AsUInt64();
}
