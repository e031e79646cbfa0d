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

    /// <summary>Lets the user that the programs run as go through a folder, and see nothing of it.</summary>
    public static void LetIn(string path)
    {
        if (IsRoot && !OperatingSystem.IsWindows() && !File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherExecute))
        {
            Finish(new ProcessStartInfo("chgrp", [SystemUser, path]));
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupExecute);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="workingFolder">A folder that its user may enter.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments; no password may be among them.</param>
    /// <exception cref="StartupException">It failed; the message has what it said.</exception>
    public void Run(string workingFolder, string program, params ReadOnlySpan<string> arguments) =>
        Finish(AsAllowed(workingFolder, [Path.Combine(folder, program), .. arguments]));

    /// <summary>Runs a program when this process ends, however it ends, or closes the standard input of what is returned.</summary>
    /// <param name="workingFolder">A folder that its user may enter.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="StartupException">It cannot be run.</exception>
    public Process AtTheEnd(string workingFolder, string program, params ReadOnlySpan<string> arguments)
    {
        // The system closes this process's end of the pipe when it is gone. A Ctrl-C goes to everything in the terminal; this one waits for the pipe.
        const string Wait = "trap '' INT TERM HUP; read -r line; exec \"$@\" >/dev/null 2>&1";
        ProcessStartInfo start = AsAllowed(workingFolder, ["/bin/sh", "-c", Wait, "sh", Path.Combine(folder, program), .. arguments]);
        start.RedirectStandardInput = true;
        return Begin(start);
    }

    private static ProcessStartInfo AsAllowed(string workingFolder, IReadOnlyList<string> command) => IsRoot
        ? new ProcessStartInfo("runuser", ["-u", SystemUser, "--", .. command]) { WorkingDirectory = workingFolder }
        : new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = workingFolder };

    private static void Finish(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Begin(start);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        output.GetAwaiter().GetResult();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            string program = start.FileName == "runuser" ? start.ArgumentList[3] : start.FileName;
            string who = IsRoot ? $" It runs as the user {SystemUser}, who must be able to enter the folder." : "";
            throw new StartupException($"{program} ended with exit code {process.ExitCode}: {error.Trim()}{who}", ExitCodes.Configuration);
        }
    }

    private static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new StartupException($"{start.FileName} cannot be run ({missing.Message}). PostgreSQL does not run as root: start this as another user.", ExitCodes.Configuration);
        }
    }
}
