using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>
/// Where a check makes its copies: <c>check</c> in the node's folder, emptied before, after, and when the command is told to stop. The node's own copies stay as they are.
/// </summary>
internal sealed class CheckFolder : IDisposable
{
    private readonly FolderLock _lock;
    private readonly StopSignals _signals;

    private CheckFolder(FolderLock held, string path, string nodeFolder)
    {
        (_lock, Path, NodeFolder) = (held, path, nodeFolder);
        Clear(Path);
        _signals = new StopSignals(() => Clear(Path));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The node's folder.</summary>
    public string NodeFolder { get; }

    /// <summary>Takes the folder.</summary>
    /// <exception cref="StartupException">Another check is running, or the folder cannot be written.</exception>
    public static CheckFolder Take(string nodeFolder)
    {
        string path = PathIn(nodeFolder);
        return new CheckFolder(FolderLock.Take(path), path, nodeFolder);
    }

    /// <summary>Removes what a check left that was killed: rows of the source. One that is running keeps its own.</summary>
    /// <exception cref="StartupException">There are rows, and they cannot be removed.</exception>
    public static void ClearLeft(string nodeFolder)
    {
        string path = PathIn(nodeFolder);
        if (!Directory.Exists(path) || !Directory.EnumerateDirectories(path).Any())
        {
            return;
        }

        try
        {
            using FolderLock held = FolderLock.Take(path);
            Clear(path);
        }
        catch (StartupException failure) when (failure.ExitCode == ExitCodes.FolderInUse)
        {
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"A check that was ended left rows in {path}, which cannot be removed: {exception.Message} Remove the folder.", ExitCodes.Configuration);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals.Dispose();
        Clear(Path);
        _lock.Dispose();
    }

    private static string PathIn(string nodeFolder) => System.IO.Path.Combine(nodeFolder, "check");

    private static void Clear(string path)
    {
        foreach (string folder in Directory.EnumerateDirectories(path))
        {
            Directory.Delete(folder, recursive: true);
        }

        File.Delete(System.IO.Path.Combine(path, NodeSecret.FileName + ".new"));
    }
}
