namespace FederatedGateway.Cli;

/// <summary>Files that a command reads and writes, with errors that say which file and what to do.</summary>
internal static class TextFile
{
    private const long LargestFile = 64L * 1024 * 1024;

    /// <summary>Reads a text file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="CliFailure">It does not exist, cannot be read or is beyond 64 MiB.</exception>
    internal static string Read(string path, string what) => Guarded(path, what, File.ReadAllText);

    /// <summary>Reads a file.</summary>
    /// <inheritdoc cref="Read"/>
    internal static byte[] ReadBytes(string path, string what) => Guarded(path, what, File.ReadAllBytes);

    /// <summary>Writes a file that must not be there yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    /// <param name="secret">Whether only its owner may read it (mode 0600 where the system has modes).</param>
    /// <exception cref="CliFailure">It exists or cannot be written.</exception>
    internal static void WriteNew(string path, byte[] content, bool secret = false)
    {
        if (File.Exists(path) || Directory.Exists(path))
        {
            throw CliFailure.NotUnderstood($"{path} exists already and is left as it is.", "Choose another name, or move it away first.");
        }

        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (secret && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(path, options);
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CliFailure.NotUnderstood($"{path} cannot be written: {failed.Message}", "Look at the folder, its permissions and the space on the disk.");
        }
    }

    /// <summary>Replaces a file at once: readers see the old or the new content, never a part.</summary>
    /// <exception cref="CliFailure">It cannot be written; the old file is left as it was.</exception>
    internal static void Replace(string path, byte[] content)
    {
        var fresh = path + ".new";
        WriteNew(fresh, content);
        try
        {
            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            File.Delete(fresh);
            throw CliFailure.NotUnderstood($"{path} cannot be replaced: {failed.Message}", "It is left as it was.");
        }
    }

    private static T Guarded<T>(string path, string what, Func<string, T> read)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw CliFailure.NotUnderstood($"The {what} {path} does not exist.");
            }

            return file.Length <= LargestFile
                ? read(path)
                : throw CliFailure.NotUnderstood($"The {what} {path} has {file.Length:N0} bytes; at most {LargestFile:N0} are read.");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CliFailure.NotUnderstood($"The {what} {path} cannot be read: {failed.Message}");
        }
    }
}
