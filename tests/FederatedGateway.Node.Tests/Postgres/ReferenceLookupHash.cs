using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace FederatedGateway.Node.Tests;

/// <summary>PostgreSQL's seeded 64-bit hash of text and of whole numbers, written from the description of Bob Jenkins's lookup3.</summary>
internal static class ReferenceLookupHash
{
    /// <summary>Of text, as <c>hashtextextended</c> has it.</summary>
    public static ulong Of(string text, ulong seed)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        (uint a, uint b, uint c) = Start((uint)bytes.Length, seed);
        for (; bytes.Length >= 12; bytes = bytes[12..])
        {
            (a, b, c) = Mix(a + Word(bytes, 0), b + Word(bytes, 4), c + Word(bytes, 8));
        }

        // The last bytes; the lowest of c stays free, it stands for the length.
        Span<byte> rest = stackalloc byte[12];
        bytes[..int.Min(bytes.Length, 8)].CopyTo(rest);
        if (bytes.Length > 8)
        {
            bytes[8..].CopyTo(rest[9..]);
        }

        return Final(a + Word(rest, 0), b + Word(rest, 4), c + Word(rest, 8));
    }

    /// <summary>Of a number, as <c>hashint4extended</c> has it.</summary>
    public static ulong Of(uint number, ulong seed)
    {
        (uint a, uint b, uint c) = Start(sizeof(uint), seed);
        return Final(a + number, b, c);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static (uint A, uint B, uint C) Start(uint length, ulong seed)
    {
        uint start = 0x9e3779b9 + length + 3_923_095;
        return seed == 0 ? (start, start, start) : Mix(start + (uint)(seed >> 32), start + (uint)seed, start);
    }

    private static (uint A, uint B, uint C) Mix(uint a, uint b, uint c)
    {
        foreach (int turn in (ReadOnlySpan<int>)[4, 6, 8, 16, 19, 4])
        {
            // Three words take turns in the same step.
            (a, b, c) = (b, c + b, (a - c) ^ BitOperations.RotateLeft(c, turn));
        }

        return (a, b, c);
    }

    private static ulong Final(uint a, uint b, uint c)
    {
        foreach (int turn in (ReadOnlySpan<int>)[14, 11, 25, 16, 4, 14, 24])
        {
            (a, b, c) = (b, (c ^ b) - BitOperations.RotateLeft(b, turn), a);
        }

        // Seven steps leave b in the place of a, and c in that of b.
        return ((ulong)a << 32) | b;
    }
}
