namespace FederatedGateway.Node;

/// <summary>Where a path leads when every symbolic link on the way is followed, those of folders too.</summary>
internal static class FinalPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>The path without links; what does not exist is no link.</summary>
    /// <exception cref="IOException">Links lead to links without end.</exception>
    public static string Of(string path) => Follow(Path.GetFullPath(path), 0);

    private static string Follow(string path, int links)
    {
        string reached = Path.GetPathRoot(path)!;
        foreach (string part in path[reached.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(reached, part);
            reached = new FileInfo(next).LinkTarget is { } target ? Follow(Target(reached, target, links), links + 1) : next;
        }

        return reached;
    }

    private static string Target(string folder, string target, int links) => links < MostLinks
        ? Path.GetFullPath(target, folder)
        : throw new IOException("The path has too many symbolic links.");
}
