using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>One source file as it was when the data version was computed.</summary>
/// <param name="Path">As the mapping finds it, for messages.</param>
/// <param name="Target">Where that leads through symbolic links. This is what is read, so that a link that is turned elsewhere and back changes nothing.</param>
/// <param name="Length">Its bytes; -1 when it is not there.</param>
/// <param name="Modified">When it was last written.</param>
internal readonly record struct SourceFile(string Path, string Target, long Length, DateTime Modified)
{
    /// <summary>The name without the folder, for messages.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Whether it is compressed, by its name.</summary>
    public bool IsGzip => Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Finds the files of a mapping.</summary>
internal static class SourceFiles
{
    private const string Wildcards = "*?";
    private const string Gzip = ".gz";

    private static readonly EnumerationOptions Exactly = new() { AttributesToSkip = 0, IgnoreInaccessible = false, MatchType = MatchType.Simple };

    /// <summary>The files that the patterns match, in ordinal order of their paths. A file that has several names there is read once.</summary>
    /// <exception cref="StartupException">
    /// A pattern matches no file, so that data would be missing without a word; or its extension is open or that of digests, or a file is there both plain
    /// and gzipped, so that rows would count twice; or a symbolic link leads nowhere.
    /// </exception>
    public static IReadOnlyList<SourceFile> Find(IReadOnlyList<string> patterns)
    {
        if (patterns.FirstOrDefault(HasOpenExtension) is { } open)
        {
            throw new StartupException(
                $"The source pattern {open} leaves the extension open, so partial and backup copies beside a file would be read too. End it with one, such as *.csv, or *.csv.gz in an entry of its own.",
                ExitCodes.Configuration);
        }

        if (patterns.FirstOrDefault(pattern => pattern.EndsWith(SourceDigest.Extension, StringComparison.OrdinalIgnoreCase)) is { } digests)
        {
            throw new StartupException($"The source pattern {digests} is for digests, which hold no rows. Name the files that they are of.", ExitCodes.Configuration);
        }

        string[] empty = [.. patterns.Where(pattern => !Match(pattern).Any())];
        if (empty.Length > 0)
        {
            throw new StartupException(
                $"No source file matches {string.Join(", ", empty)}. Put the files there or correct source.files of the mapping.", ExitCodes.Configuration);
        }

        string[] found = [.. patterns.SelectMany(Match).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var paths = found.ToHashSet(StringComparer.Ordinal);
        if (found.FirstOrDefault(path => paths.Contains(path + Gzip)) is { } doubled)
        {
            throw new StartupException($"The source files {doubled} and {doubled}{Gzip} would both be read, and their rows count twice. Remove one, or name the other alone.", ExitCodes.Configuration);
        }

        return [.. found.Select(Describe).DistinctBy(file => file.Target)];
    }

    private static bool HasOpenExtension(string pattern)
    {
        string name = Path.GetFileName(pattern);
        string extension = Path.GetExtension(name);
        return name.AsSpan().ContainsAny(Wildcards) && (extension.Length < 2 || extension.AsSpan().ContainsAny(Wildcards));
    }

    // A wildcard passes over names that begin with a dot, as in a shell: programs that copy give them to what is not finished.
    private static IEnumerable<string> Match(string pattern)
    {
        string folder = Path.GetDirectoryName(pattern) ?? "/";
        string name = Path.GetFileName(pattern);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, name, Exactly).Where(path => name.StartsWith('.') || !Path.GetFileName(path).StartsWith('.'))
            : [];
    }

    private static SourceFile Describe(string path)
    {
        try
        {
            var file = new FileInfo(FinalPath.Of(path));
            return new SourceFile(path, file.FullName, file.Exists ? file.Length : -1, file.LastWriteTimeUtc);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The source file {path} cannot be found: {exception.Message} Correct the symbolic link, or give this process the right to follow it.", ExitCodes.Configuration);
        }
    }
}
