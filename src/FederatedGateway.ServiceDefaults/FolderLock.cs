using System.Globalization;

namespace FederatedGateway.ServiceDefaults;

/// <summary>
/// Keeps a folder for one process. The operating system frees it when the process ends, however it ends, so a lock file that
/// was left behind never stands in the way.
/// </summary>
public sealed class FolderLock : IDisposable
{
    private const string FileName = "federatedgateway.lock";

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder, creating it if it is missing.</summary>
    /// <param name="folder">The folder to keep.</param>
    /// <returns>The lock; disposing of it frees the folder.</returns>
    /// <exception cref="StartupException">Another process has the folder (exit code 4), or it cannot be written (exit code 2).</exception>
    public static FolderLock Take(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string path = Path.Combine(Path.GetFullPath(folder), FileName);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FolderLock(Mark(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The folder '{folder}' cannot be written. Give this process the right to write it, or name another folder.", ExitCodes.Configuration);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new StartupException(
                $"The folder '{folder}' is in use by another process{Holder(path)}. Stop that process or name another folder.", ExitCodes.FolderInUse);
        }
        catch (IOException error)
        {
            throw new StartupException($"The folder '{folder}' cannot be used: {error.Message} Name another folder.", ExitCodes.Configuration);
        }
    }

    /// <summary>Frees the folder. The lock file stays: deleting it could take it from under the next process.</summary>
    public void Dispose() => _file.Dispose();

    private static FileStream Mark(FileStream file)
    {
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return file;
    }

    // Readable on Unix, where locks are advisory; on Windows the lock forbids reading and the number is left out.
    private static string Holder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            return int.TryParse(reader.ReadToEnd(), CultureInfo.InvariantCulture, out int process) ? $" (number {process})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
