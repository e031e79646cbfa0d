using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FederatedGateway.Node;

/// <summary>Writes one file of a clustered copy from its beginning to its end: integers of one width, little-endian.</summary>
internal sealed class ColumnFileWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly ColumnRange _range;
    private readonly int _width;
    private int _used;

    public ColumnFileWriter(string folder, string name, ColumnRange range)
    {
        Name = name;
        _range = range;
        _width = range.Width;
        _file = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>Adds a value within the range.</summary>
    public void Add(long value)
    {
        if (value < _range.Least || value > _range.Greatest)
        {
            throw new InvalidOperationException("A loaded value lies outside its column's range.");
        }

        ulong distance = unchecked((ulong)(value - _range.Least));
        Span<byte> place = Take(_width);
        switch (_width)
        {
            case sizeof(byte):
                place[0] = (byte)distance;
                break;
            case sizeof(ushort):
                BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)distance);
                break;
            case sizeof(uint):
                BinaryPrimitives.WriteUInt32LittleEndian(place, (uint)distance);
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(place, distance);
                break;
        }
    }

    /// <summary>Adds a unit's hash in the order of its text.</summary>
    public void Add(Guid unit) => _ = unit.TryWriteBytes(Take(16), bigEndian: true, out _);

    /// <summary>Brings everything to the disk and returns the file's SHA-256.</summary>
    public string Finish()
    {
        Flush();
        _file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    private Span<byte> Take(int width)
    {
        if (_used + width > _buffer.Length)
        {
            Flush();
        }

        Span<byte> place = _buffer.AsSpan(_used, width);
        _used += width;
        return place;
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _used);
        _file.Write(_buffer, 0, _used);
        _used = 0;
    }
}
