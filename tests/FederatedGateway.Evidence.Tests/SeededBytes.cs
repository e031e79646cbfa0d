using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FederatedGateway.Evidence.Tests;

/// <summary>The same numbers for the same seed, for ever and everywhere: a SHA-256 chain.</summary>
internal sealed class SeededBytes(string seed)
{
    private byte[] _block = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
    private int _used;

    /// <summary>A number in [0, bound); slightly uneven, which does not matter here.</summary>
    internal int Below(int bound) => (int)(Word() % (uint)bound);

    internal byte Octet() => (byte)Word();

    internal ulong Bits() => ((ulong)Word() << 32) | Word();

    private uint Word()
    {
        if (_used == _block.Length)
        {
            _block = SHA256.HashData(_block);
            _used = 0;
        }

        uint word = BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(_used));
        _used += sizeof(uint);
        return word;
    }
}
