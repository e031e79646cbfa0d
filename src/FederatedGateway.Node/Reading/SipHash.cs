using System.Numerics;
using System.Runtime.CompilerServices;

namespace FederatedGateway.Node;

/// <summary>SipHash-2-4 of whole 64-bit words: a keyed pseudorandom function of short inputs (Aumasson and Bernstein, INDOCRYPT 2012).</summary>
/// <param name="k0">The first eight bytes of the key, little-endian.</param>
/// <param name="k1">The last eight.</param>
internal readonly struct SipHash(ulong k0, ulong k1)
{
    /// <summary>The hash of the words' bytes, little-endian.</summary>
    public ulong Of(ReadOnlySpan<ulong> words) => After([]).Of(words);

    /// <summary>Takes in the first words of several inputs.</summary>
    public Prefix After(ReadOnlySpan<ulong> words) =>
        new Prefix(k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573, 0).With(words);

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => nameof(SipHash);

    /// <summary>What is left to do once the first words are in.</summary>
    internal readonly struct Prefix(ulong v0, ulong v1, ulong v2, ulong v3, int length)
    {
        /// <summary>The hash of the first words and these.</summary>
        public ulong Of(ReadOnlySpan<ulong> words)
        {
            (ulong w0, ulong w1, ulong w2, ulong w3) = Take(words);
            ulong last = LastWord(words.Length);
            w3 ^= last;
            Round(ref w0, ref w1, ref w2, ref w3);
            Round(ref w0, ref w1, ref w2, ref w3);
            w0 ^= last;
            w2 ^= 0xff;
            Round(ref w0, ref w1, ref w2, ref w3);
            Round(ref w0, ref w1, ref w2, ref w3);
            Round(ref w0, ref w1, ref w2, ref w3);
            Round(ref w0, ref w1, ref w2, ref w3);
            return w0 ^ w1 ^ w2 ^ w3;
        }

        /// <summary>The hashes of the first words and what follows of eight inputs.</summary>
        /// <param name="words">For each word that follows those of the inputs, one input after the other.</param>
        /// <param name="from">The first input's place among them.</param>
        /// <param name="hashes">Eight places.</param>
        // A method of its own, for in a long one the compiler stops to inline the rounds.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Of(ulong[][] words, int from, Span<ulong> hashes)
        {
            var lanes = new SipHashLanes(v0, v1, v2, v3);
            foreach (ulong[] word in words)
            {
                lanes.Take(word.AsSpan(from, SipHashLanes.Count));
            }

            lanes.End(LastWord(words.Length), hashes);
        }

        internal Prefix With(ReadOnlySpan<ulong> words)
        {
            (ulong w0, ulong w1, ulong w2, ulong w3) = Take(words);
            return new Prefix(w0, w1, w2, w3, length + words.Length);
        }

        // The length in bytes, modulo 256, and nothing else.
        private ulong LastWord(int more) => (ulong)(length + more) << 59;

        private (ulong W0, ulong W1, ulong W2, ulong W3) Take(ReadOnlySpan<ulong> words)
        {
            (ulong w0, ulong w1, ulong w2, ulong w3) = (v0, v1, v2, v3);
            foreach (ulong word in words)
            {
                w3 ^= word;
                Round(ref w0, ref w1, ref w2, ref w3);
                Round(ref w0, ref w1, ref w2, ref w3);
                w0 ^= word;
            }

            return (w0, w1, w2, w3);
        }
    }

    // Additions are modulo 2^64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
