using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>One source file as it was when the data version was computed.</summary>
internal readonly record struct SourceFile(string Path, long Length, DateTime Modified)
{
    /// <summary>The name without the folder, for messages.</summary>
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>Finds the files of a mapping.</summary>
internal static class SourceFiles
{
    /// <summary>The files that the patterns match, without duplicates, in ordinal order of their paths.</summary>
    /// <exception cref="StartupException">A pattern matches no file, so that data would be missing without a word.</exception>
    public static IReadOnlyList<SourceFile> Find(IReadOnlyList<string> patterns)
    {
        string[] empty = [.. patterns.Where(pattern => !Match(pattern).Any())];
        if (empty.Length > 0)
        {
            throw new StartupException(
                $"No source file matches {string.Join(", ", empty)}. Put the files there or correct source.files of the mapping.", ExitCodes.Configuration);
        }

        return [.. patterns.SelectMany(Match).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Describe)];
    }

    private static IEnumerable<string> Match(string pattern)
    {
        string folder = Path.GetDirectoryName(pattern) ?? "/";
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, Path.GetFileName(pattern)) : [];
    }

    private static SourceFile Describe(string path)
    {
        // Of a symbolic link, what it leads to: the link stays as it is when that is written anew.
        var link = new FileInfo(path);
        FileInfo file = link.LinkTarget is null ? link : link.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? link;
        return new SourceFile(path, file.Exists ? file.Length : -1, file.LastWriteTimeUtc);
    }
}
