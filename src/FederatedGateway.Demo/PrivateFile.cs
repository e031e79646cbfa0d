namespace FederatedGateway.Demo;

/// <summary>Files that hold a secret.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file that nobody but its owner may read, from its first byte on; one that is there is replaced.</summary>
    public static void Write(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
