using System.Security.Cryptography;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>
/// Where the node keeps its clustered copies: <c>copies/DATASET/VERSION</c> in its folder. A copy is made under another name and renamed when it is
/// whole, so one that was cut short is never read; its digests are checked when it is opened.
/// </summary>
/// <param name="nodeFolder">The node's folder, which this process alone has.</param>
internal sealed class CopyFolder(string nodeFolder)
{
    private const string Unfinished = "unfinished";
    private const string Folder = "copies";

    /// <summary>The node's folder.</summary>
    public string NodeFolder => nodeFolder;

    /// <summary>Opens the copy of one state of the data; null when there is none that is whole.</summary>
    public ClusteredCopy? Find(Dataset dataset, string dataVersion)
    {
        string folder = PathOf(dataset, dataVersion);
        try
        {
            return CopyManifest.Read(folder) is { } manifest && manifest.DataVersion == dataVersion && IsWhole(folder, manifest)
                ? ClusteredCopy.Open(folder, dataset, manifest)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Makes the copy of one state of the data, removes all others of the data set, and opens it.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="dataVersion">The state of the data.</param>
    /// <param name="write">Writes the files into the folder that it is given, and returns the manifest.</param>
    /// <exception cref="StartupException">The folder cannot be written.</exception>
    public ClusteredCopy Make(Dataset dataset, string dataVersion, Func<string, CopyManifest> write)
    {
        try
        {
            // First, so that the disk never needs room for two; they are of no use any more.
            string all = Path.Combine(nodeFolder, Folder, dataset.Id);
            if (Directory.Exists(all))
            {
                Remove(all, except: null);
            }

            CreateForOwner(all);
            string unfinished = Path.Combine(all, Unfinished);
            CreateForOwner(unfinished);
            CopyManifest manifest = write(unfinished);
            manifest.Write(unfinished);
            string folder = PathOf(dataset, dataVersion);
            Directory.Move(unfinished, folder);
            return ClusteredCopy.Open(folder, dataset, manifest);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The copy of the data set {dataset.Id} cannot be kept in {nodeFolder}: {exception.Message} Free the disk, or give this process the right to write the folder.",
                ExitCodes.Configuration);
        }
    }

    /// <summary>Removes every copy that is not served, and what a start that was cut short left: rows stay on the disk no longer than they are needed.</summary>
    /// <param name="served">The data sets that are read from their copies, each with its state. All others have none to keep.</param>
    /// <param name="logger">Told what was removed, or could not be.</param>
    public void RemoveOthers(IReadOnlyDictionary<string, string> served, ILogger logger)
    {
        string all = Path.Combine(nodeFolder, Folder);
        foreach (string folder in Directory.Exists(all) ? Directory.GetDirectories(all) : [])
        {
            string dataset = Path.GetFileName(folder);
            try
            {
                if (Remove(folder, except: served.TryGetValue(dataset, out string? version) ? NameOf(version) : null))
                {
                    Log.CopiesRemoved(logger, dataset);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.CopiesKept(logger, folder, exception.GetType().Name);
            }
        }
    }

    // What the node did not write is not its to remove, nor what lies behind a link.
    private static bool Remove(string datasetFolder, string? except)
    {
        bool removed = false;
        foreach (string folder in Directory.GetDirectories(datasetFolder).Where(folder => IsOwn(folder) && Path.GetFileName(folder) != except))
        {
            foreach (string file in Directory.GetFiles(folder).Where(file => CopyManifest.IsPart(Path.GetFileName(file))))
            {
                File.Delete(file);
                removed = true;
            }

            removed |= RemoveEmpty(folder);
        }

        return (except is null && RemoveEmpty(datasetFolder)) | removed;
    }

    private static bool IsOwn(string folder) =>
        (Path.GetFileName(folder) is Unfinished || Path.GetFileName(folder).StartsWith("hmac-sha256-", StringComparison.Ordinal)) && new DirectoryInfo(folder).LinkTarget is null;

    private static bool RemoveEmpty(string folder)
    {
        bool empty = !Directory.EnumerateFileSystemEntries(folder).Any();
        if (empty)
        {
            Directory.Delete(folder);
        }

        return empty;
    }

    // The copy is as confidential as the source.
    private static void CreateForOwner(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder, Owner);
        File.SetUnixFileMode(folder, Owner);
    }

    private string PathOf(Dataset dataset, string dataVersion) => Path.Combine(nodeFolder, Folder, dataset.Id, NameOf(dataVersion));

    private static string NameOf(string dataVersion) => dataVersion.Replace(':', '-');

    private static bool IsWhole(string folder, CopyManifest manifest) =>
        new FileInfo(Path.Combine(folder, CopyManifest.StartsFile)).Length == sizeof(int) * (manifest.Units + 1L)
        && manifest.Digests.All(file => Digest(Path.Combine(folder, file.Key)) == file.Value);

    private static string Digest(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
