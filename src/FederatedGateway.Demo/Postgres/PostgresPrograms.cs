using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Demo;

/// <summary>The programs of an installed PostgreSQL, run as a user that PostgreSQL agrees to run as.</summary>
/// <param name="folder">Holds <c>initdb</c> and <c>pg_ctl</c>.</param>
internal sealed class PostgresPrograms(string folder)
{
    /// <summary>What to do where PostgreSQL is not installed.</summary>
    public const string Missing = "PostgreSQL's initdb and pg_ctl were not found. On Debian: apt-get install postgresql. Elsewhere install PostgreSQL 14 or later and put the folder of its programs on the PATH.";

    // PostgreSQL refuses to run as root; its packages make this user.
    private const string SystemUser = "postgres";

    private const string Debian = "/usr/lib/postgresql";

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Where the programs usually are: where Debian keeps them, newest version first, then the PATH.</summary>
    public static IEnumerable<string> UsualFolders =>
    [
        .. (Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [])
            .OrderByDescending(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out int number) ? number : 0)
            .Select(version => Path.Combine(version, "bin")),
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>The programs of the first folder that has them; null where none has.</summary>
    public static PostgresPrograms? Find(IEnumerable<string> folders) => folders
        .Where(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")))
        .Select(folder => new PostgresPrograms(folder))
        .FirstOrDefault();

    /// <summary>Gives a file or folder to the user that the programs run as.</summary>
    /// <exception cref="StartupException">There is no such user.</exception>
    public static void Hand(string path)
    {
        if (IsRoot)
        {
            Finish(new ProcessStartInfo("chown", ["-R", SystemUser, path]));
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="workingFolder">A folder that its user may enter.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments; no password may be among them.</param>
    /// <exception cref="StartupException">It failed; the message has what it said.</exception>
    public void Run(string workingFolder, string program, params ReadOnlySpan<string> arguments) => Finish(Of(workingFolder, program, arguments));

    private ProcessStartInfo Of(string workingFolder, string program, ReadOnlySpan<string> arguments)
    {
        string path = Path.Combine(folder, program);
        return IsRoot
            ? new ProcessStartInfo("runuser", ["-u", SystemUser, "--", path, .. arguments]) { WorkingDirectory = workingFolder }
            : new ProcessStartInfo(path, [.. arguments]) { WorkingDirectory = workingFolder };
    }

    private static void Finish(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        string program = start.FileName == "runuser" ? start.ArgumentList[3] : start.FileName;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = process.StandardError.ReadToEnd();
            output.GetAwaiter().GetResult();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new StartupException($"{program} ended with exit code {process.ExitCode}: {error.Trim()}", ExitCodes.Configuration);
            }
        }
        catch (Win32Exception missing)
        {
            throw new StartupException($"{start.FileName} cannot be run ({missing.Message}). PostgreSQL does not run as root: start this as another user.", ExitCodes.Configuration);
        }
    }
}
