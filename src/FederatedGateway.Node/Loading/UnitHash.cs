using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DuckDB.NET.Data;

namespace FederatedGateway.Node;

/// <summary>
/// The 128 bits that stand for a unit in a clustered copy: two SipHash-2-4 of its text, under the two halves of a key of 256 bits. They follow from
/// the secret, the data set and the unit alone, never from another row, and tell nothing of the unit to anyone without the secret.
/// </summary>
/// <remarks>
/// Each half is a pseudorandom function of 64 bits under a key of its own (Aumasson and Bernstein, INDOCRYPT 2012), so two given units share both with probability 2^-128.
/// What is hashed is the number of UTF-8 bytes as one word and the bytes, filled up with zeros to whole words: no two texts make the same words.
/// </remarks>
internal sealed class UnitHash
{
    /// <summary>The name of <see cref="Of"/> in SQL.</summary>
    public const string Function = "unit_hash";

    private const int WordsOnTheStack = 32;
    private const int DigitsOfAWord = 2 * sizeof(ulong);

    private readonly SipHash _first;
    private readonly SipHash _second;

    /// <summary>Of the units of a data set.</summary>
    public UnitHash(NodeSecret secret, string dataset)
    {
        string key = secret.Derive("unit", dataset);
        (_first, _second) = (new SipHash(Word(key, 0), Word(key, 1)), new SipHash(Word(key, 2), Word(key, 3)));
    }

    /// <summary>The hash of a unit.</summary>
    /// <param name="unit">Its text.</param>
    public Guid Of(string unit)
    {
        int most = 2 + (Encoding.UTF8.GetMaxByteCount(unit.Length) / sizeof(ulong));
        Span<ulong> words = most <= WordsOnTheStack ? stackalloc ulong[WordsOnTheStack] : new ulong[most];
        int bytes = Encoding.UTF8.GetBytes(unit, MemoryMarshal.AsBytes(words[1..]));
        words[0] = (ulong)bytes;
        words = words[..(1 + ((bytes + sizeof(ulong) - 1) / sizeof(ulong)))];
        Span<byte> hash = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, _first.Of(words));
        BinaryPrimitives.WriteUInt64LittleEndian(hash[sizeof(ulong)..], _second.Of(words));
        return new Guid(hash, bigEndian: true);
    }

    /// <summary>Lets the statements of a connection call it. No expression of a mapping may, so not before all of them are bound.</summary>
    public void Register(DuckDBConnection connection) => connection.RegisterScalarFunction<string, Guid>(
        Function,
        (arguments, results, rows) =>
        {
            for (ulong row = 0; row < rows; row++)
            {
                if (arguments[0].IsValid(row))
                {
                    results.WriteValue(Of(arguments[0].GetValue<string>(row)), row);
                }
                else
                {
                    results.WriteNull(row);
                }
            }
        },
        new ScalarFunctionOptions { IsPureFunction = true });

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => nameof(UnitHash);

    private static ulong Word(string hex, int place) =>
        ulong.Parse(hex.AsSpan(place * DigitsOfAWord, DigitsOfAWord), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
