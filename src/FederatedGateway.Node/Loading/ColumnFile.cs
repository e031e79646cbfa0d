using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FederatedGateway.Node;

/// <summary>One file of a clustered copy, open for reading at any place by any number of readers.</summary>
internal sealed class ColumnFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly ColumnRange _range;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public ColumnFile(string path, ColumnRange range)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _range = range;
    }

    /// <summary>What the column holds.</summary>
    public ColumnRange Range => _range;

    /// <summary>Reads bytes.</summary>
    /// <exception cref="IOException">The file cannot be read, or ends before.</exception>
    public void Read(long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_handle, bytes, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("A file of the clustered copy has been cut off.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    /// <summary>Reads values as their distance from the column's least, which must fit into 31 bits: codes and months.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="codes">One place for each row.</param>
    /// <param name="scratch">At least eight bytes for each row.</param>
    public void ReadCodes(long row, Span<int> codes, Span<byte> scratch)
    {
        Span<byte> bytes = Bytes(row, codes.Length, scratch);
        switch (_range.Width)
        {
            case sizeof(byte):
                for (int i = 0; i < codes.Length; i++)
                {
                    codes[i] = bytes[i];
                }

                break;
            case sizeof(ushort):
                ReadOnlySpan<ushort> narrow = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < codes.Length; i++)
                {
                    codes[i] = narrow[i];
                }

                break;
            default:
                MemoryMarshal.Cast<byte, int>(bytes).CopyTo(codes);
                break;
        }
    }

    /// <summary>Reads values.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="numbers">One place for each row.</param>
    /// <param name="scratch">At least eight bytes for each row.</param>
    public void ReadNumbers(long row, Span<long> numbers, Span<byte> scratch)
    {
        Span<byte> bytes = Bytes(row, numbers.Length, scratch);
        switch (_range.Width)
        {
            case sizeof(byte):
                Add<byte>(bytes, numbers);
                break;
            case sizeof(ushort):
                Add<ushort>(MemoryMarshal.Cast<byte, ushort>(bytes), numbers);
                break;
            case sizeof(uint):
                Add<uint>(MemoryMarshal.Cast<byte, uint>(bytes), numbers);
                break;
            default:
                Add<long>(MemoryMarshal.Cast<byte, long>(bytes), numbers);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private Span<byte> Bytes(long row, int rows, Span<byte> scratch)
    {
        Span<byte> bytes = scratch[..(rows * _range.Width)];
        Read(row * _range.Width, bytes);
        return bytes;
    }

    // What was written was within the range, so least plus distance cannot overflow.
    private void Add<T>(ReadOnlySpan<T> distances, Span<long> numbers)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = unchecked(_range.Least + long.CreateTruncating(distances[i]));
        }
    }
}
