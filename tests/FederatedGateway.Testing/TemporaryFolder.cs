using System.IO.Compression;
using System.Text;

namespace FederatedGateway.Testing;

/// <summary>A folder of one test alone, removed with all that is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("federatedgateway-test-").FullName;

    /// <summary>The full path of a name in it, whether it is there or not.</summary>
    public string Of(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text file in UTF-8, with the folders on the way to it, and returns its path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file, with the folders on the way to it, and returns its path.</summary>
    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Of(name))!);
        File.WriteAllBytes(Of(name), bytes);
        return Of(name);
    }

    /// <summary>Writes a text file in UTF-8, gzipped, and returns its path.</summary>
    public string WriteGzip(string name, string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return Write(name, bytes.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
