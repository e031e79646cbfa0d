using System.Globalization;

namespace FederatedGateway.ServiceDefaults;

/// <summary>
/// Keeps a folder for one process. The operating system frees it when the process ends, however it ends, so a lock file that
/// was left behind never stands in the way.
/// </summary>
public sealed class FolderLock : IDisposable
{
    private const string LockName = "federatedgateway.lock";

    // Beside the lock, which cannot be read while it is held.
    private const string ProcessName = "federatedgateway.pid";

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder, creating it if it is missing.</summary>
    /// <param name="folder">The folder to keep.</param>
    /// <returns>The lock; disposing of it frees the folder.</returns>
    /// <exception cref="StartupException">Another process has the folder (exit code 4), or it cannot be written (exit code 2).</exception>
    public static FolderLock Take(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string path = Path.Combine(Path.GetFullPath(folder), LockName);
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(Hold(folder, path));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The folder '{folder}' cannot be written. Give this process the right to write it, or name another folder.", ExitCodes.Configuration);
        }
        catch (IOException error) when (IsHeld(error))
        {
            throw new StartupException(
                $"The folder '{folder}' is in use by another process{Holder(folder)}. Stop that process or name another folder.", ExitCodes.FolderInUse);
        }
        catch (IOException error)
        {
            throw new StartupException($"The folder '{folder}' cannot be used: {error.Message} Name another folder.", ExitCodes.Configuration);
        }
    }

    /// <summary>Frees the folder. The lock file stays: deleting it could take it from under the next process.</summary>
    public void Dispose() => _file.Dispose();

    private static FileStream Hold(string folder, string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            File.WriteAllText(Path.Combine(folder, ProcessName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows. A full disk, say, is something else.
    private static bool IsHeld(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string Holder(string folder)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, ProcessName));
            return int.TryParse(text, CultureInfo.InvariantCulture, out int process) ? $" (number {process})" : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
