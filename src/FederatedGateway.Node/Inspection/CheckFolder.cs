using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>Where a check makes its copies: <c>check</c> in the node's folder, emptied before and after. The node's own copies stay as they are.</summary>
internal sealed class CheckFolder : IDisposable
{
    private readonly FolderLock _lock;

    private CheckFolder(FolderLock held, string path, string nodeFolder)
    {
        (_lock, Path, NodeFolder) = (held, path, nodeFolder);
        Clear();
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The node's folder.</summary>
    public string NodeFolder { get; }

    /// <summary>Takes the folder.</summary>
    /// <exception cref="StartupException">Another check is running, or the folder cannot be written.</exception>
    public static CheckFolder Take(string nodeFolder)
    {
        string path = System.IO.Path.Combine(nodeFolder, "check");
        return new CheckFolder(FolderLock.Take(path), path, nodeFolder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        _lock.Dispose();
    }

    private void Clear()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path))
        {
            Directory.Delete(folder, recursive: true);
        }

        File.Delete(System.IO.Path.Combine(Path, NodeSecret.FileName + ".new"));
    }
}
