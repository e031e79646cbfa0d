using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FederatedGateway.Privacy;

/// <summary>
/// The operating system's random generator, read in blocks for one release. Never seeded, never shared between releases;
/// the block is pinned, so that the collector leaves no copies, and overwritten with zeros at the end.
/// </summary>
internal sealed class SystemNoiseSource : NoiseSource, IDisposable
{
    private const int Straight = 128;

    private readonly ulong[] block = GC.AllocateArray<ulong>(512, pinned: true);
    private int used = 512;
    private bool disposed;

    /// <inheritdoc/>
    public override ulong NextWord()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (used == block.Length)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(block.AsSpan()));
            used = 0;
        }

        return block[used++];
    }

    /// <inheritdoc/>
    public override void Fill(Span<ulong> words)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (words.Length >= Straight)
        {
            // Straight from the system: nothing to gain from a stop in the block.
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(words));
            return;
        }

        base.Fill(words);
    }

    /// <summary>Overwrites the block with zeros.</summary>
    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(block.AsSpan()));
    }
}
