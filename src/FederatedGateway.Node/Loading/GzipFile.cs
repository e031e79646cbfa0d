using System.IO.Compression;

namespace FederatedGateway.Node;

/// <summary>Tells a gzip file (RFC 1952) that is whole from one that was cut off.</summary>
/// <remarks>
/// Neither DuckDB nor .NET does: both take what is there for everything, and rows would be missing without a word. Therefore a
/// member of known content is read behind the file. If the file is whole, the content comes out last; if it was cut off, the
/// member is taken for a part of the file's compressed data, and comes out as an error or as something else.
/// </remarks>
internal static class GzipFile
{
    private static readonly byte[] Sentinel = "end of FederatedGateway source file"u8.ToArray();

    /// <summary>Reads the file to its end.</summary>
    /// <returns>The last byte of the content; null when there is none.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or was cut off.</exception>
    public static byte? ReadLast(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var unpacked = new GZipStream(new Joined(file, new MemoryStream(Member())), CompressionMode.Decompress);
        int longest = Sentinel.Length + 1;
        byte[] buffer = new byte[(1 << 16) + longest];
        int kept = 0;
        for (int read = unpacked.Read(buffer, kept, 1 << 16); read > 0; read = unpacked.Read(buffer, kept, 1 << 16))
        {
            // The last bytes move to the front, for the end can come in several pieces.
            int end = kept + read;
            kept = int.Min(end, longest);
            buffer.AsSpan(end - kept, kept).CopyTo(buffer);
        }

        return !buffer.AsSpan(0, kept).EndsWith(Sentinel) ? throw new InvalidDataException("The compressed data end too early.")
            : kept == longest ? buffer[0] : null;
    }

    private static byte[] Member()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Sentinel);
        }

        return packed.ToArray();
    }

    /// <summary>One stream after the other, for reading.</summary>
    private sealed class Joined(Stream first, Stream second) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer) => first.Read(buffer) is > 0 and int read ? read : second.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
