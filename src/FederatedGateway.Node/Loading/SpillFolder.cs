namespace FederatedGateway.Node;

/// <summary>
/// Where loading puts what does not fit into its memory: <c>spill</c> in the node's folder, for the time of one load. It holds typed rows with keyed units, and rows as the source has
/// them where their text is kept, so it is removed when the load ends, however it ends; what a crash left is removed at the next start.
/// </summary>
internal sealed class SpillFolder : IDisposable
{
    private readonly string _nodeFolder;

    private SpillFolder(string nodeFolder) => _nodeFolder = nodeFolder;

    /// <summary>The folder.</summary>
    public string Path => PathIn(_nodeFolder);

    /// <summary>Makes the folder anew, readable by the node's user alone.</summary>
    public static SpillFolder Take(string nodeFolder)
    {
        Clear(nodeFolder);
        string path = PathIn(nodeFolder);
        _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new SpillFolder(nodeFolder);
    }

    /// <summary>Removes what is there.</summary>
    public static void Clear(string nodeFolder)
    {
        if (Directory.Exists(PathIn(nodeFolder)))
        {
            Directory.Delete(PathIn(nodeFolder), recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear(_nodeFolder);

    private static string PathIn(string nodeFolder) => System.IO.Path.Combine(nodeFolder, "spill");
}
