using System.Numerics;

namespace FederatedGateway.Node;

/// <summary>SipHash-2-4 of whole 64-bit words: a keyed pseudorandom function of short inputs (Aumasson and Bernstein, INDOCRYPT 2012).</summary>
/// <param name="k0">The first eight bytes of the key, little-endian.</param>
/// <param name="k1">The last eight.</param>
internal readonly struct SipHash(ulong k0, ulong k1)
{
    /// <summary>The hash of the words' bytes, little-endian.</summary>
    public ulong Of(ReadOnlySpan<ulong> words)
    {
        (ulong v0, ulong v1, ulong v2, ulong v3) =
            (k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573);
        foreach (ulong word in words)
        {
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
        }

        // The last word holds the length in bytes, modulo 256, and nothing else.
        ulong last = (ulong)words.Length << 59;
        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xff;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => nameof(SipHash);

    // Additions are modulo 2^64.
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        unchecked
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
