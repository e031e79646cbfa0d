using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FederatedGateway.Node;

/// <summary>The values that an open code has in the loaded data, in ordinal order. A row holds a value's place among them.</summary>
internal sealed class OpenCodes
{
    private readonly Dictionary<string, int> _places;

    /// <summary>Of values in ordinal order.</summary>
    public OpenCodes(IReadOnlyList<string> values)
    {
        Values = values;
        _places = values.Select((value, place) => (value, place)).ToDictionary(one => one.value, one => one.place, StringComparer.Ordinal);
        Words = [.. values.Select(Word)];
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>
    /// 64 bits that stand for each value wherever a unit's choice of groups is made. They follow from the value alone: its place would
    /// depend on which other units are in the data.
    /// </summary>
    public ulong[] Words { get; }

    /// <summary>The place of a value; null when no row has it.</summary>
    public int? PlaceOf(string value) => _places.TryGetValue(value, out int place) ? place : null;

    /// <summary>The first 64 bits of the value's SHA-256.</summary>
    public static ulong Word(string value) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
}
