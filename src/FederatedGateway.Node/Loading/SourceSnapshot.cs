using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>
/// The source files of a mapping as they were when their data version was computed. They are read twice, once for the version and once for the rows,
/// so what was read is held to the version afterwards: no file may have changed, come or gone between.
/// </summary>
internal sealed class SourceSnapshot
{
    private readonly NodeSecret _secret;
    private readonly DataDictionary _dictionary;
    private readonly NodeMapping _mapping;

    private SourceSnapshot(NodeSecret secret, DataDictionary dictionary, NodeMapping mapping, IReadOnlyList<SourceFile> files)
    {
        (_secret, _dictionary, _mapping) = (secret, dictionary, mapping);
        Files = files;
        DataVersion = Compute(Files);
    }

    /// <summary>The files, in the order in which they are read.</summary>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Names the files' bytes, the mapping and the dictionary.</summary>
    public string DataVersion { get; }

    /// <summary>Finds the files of a mapping, holds those that have a digest to it, and reads all for their version.</summary>
    /// <exception cref="StartupException">A file is missing, cannot be read, or is not what its digest says.</exception>
    public static SourceSnapshot Take(NodeSecret secret, DataDictionary dictionary, NodeMapping mapping)
    {
        // The digests first: a version that was named before could be that of an earlier file, whose copy there is.
        IReadOnlyList<SourceFile> files = SourceFiles.Find(mapping.Source.Files);
        SourceDigest.Check(files);
        return new SourceSnapshot(secret, dictionary, mapping, files);
    }

    /// <summary>Refuses files that were written so lately that whoever writes them may not have finished. Nothing in a CSV file tells a part from the whole.</summary>
    /// <param name="settledBy">A file that was written after this is not settled.</param>
    /// <exception cref="StartupException">A file is not settled. The exit code lets a service manager start the node again.</exception>
    public void CheckSettled(DateTime settledBy)
    {
        if (Files.FirstOrDefault(file => file.Modified > settledBy) is { Path: not null } young)
        {
            throw new StartupException(
                $"The source file {young.Path} was written a moment ago and may still be growing. Start the node again when whatever writes it has finished, or write it under another name and rename it. Node:SettleTime says how long a file must have rested.",
                ExitCodes.Failure);
        }
    }

    /// <summary>Holds what was read to the version: finds and reads the files once more.</summary>
    /// <exception cref="StartupException">A file changed, came or went. The exit code lets a service manager start the node again.</exception>
    public void CheckUnchanged()
    {
        IReadOnlyList<SourceFile> now = SourceFiles.Find(_mapping.Source.Files);
        if (Files.Except(now).Concat(now.Except(Files)).FirstOrDefault() is { Path: not null } changed)
        {
            throw Changed($"The source file {changed.Path}");
        }

        // A file can change and keep its length and its time: within one tick of the file system's clock, or by a tool that sets times.
        if (Compute(now) != DataVersion)
        {
            throw Changed($"A source file of {_mapping.Dataset.Id}");
        }
    }

    private static StartupException Changed(string what) =>
        new($"{what} changed while it was read. Start the node again when it is complete.", ExitCodes.Failure);

    private string Compute(IReadOnlyList<SourceFile> files)
    {
        try
        {
            return Node.DataVersion.Compute(_secret, _dictionary, _mapping, files);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"A source file of {_mapping.Dataset.Id} cannot be read: {exception.Message} Give this process the right to read it, or put it back, and start the node again.", ExitCodes.Configuration);
        }
    }
}
