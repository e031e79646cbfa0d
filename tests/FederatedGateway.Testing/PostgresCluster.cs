using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Xunit;

namespace FederatedGateway.Testing;

/// <summary>A PostgreSQL server of a test's own: in a temporary folder, on a loopback port, with TLS, stopped and removed afterwards.</summary>
public sealed class PostgresCluster : IDisposable
{
    /// <summary>The user that owns everything in the cluster. A node never is this one.</summary>
    public const string Administrator = "administrator";

    // PostgreSQL refuses to run as root; Debian's package makes this user.
    private const string SystemUser = "postgres";

    private static readonly string? Binaries = FindBinaries();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fg-postgres-");

    private PostgresCluster()
    {
    }

    /// <summary>The name that the server's certificate is for.</summary>
    public static string Host => "localhost";

    /// <summary>Its port.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The password of <see cref="Administrator"/>.</summary>
    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Whether PostgreSQL's programs were found.</summary>
    public static bool IsInstalled => Binaries is not null;

    /// <summary>What to do where they were not.</summary>
    public static string Missing => "PostgreSQL's initdb and pg_ctl are not installed; on Debian: apt-get install postgresql";

    /// <summary>Skips the running test where PostgreSQL is not installed; fails it where <c>CI</c> is <c>true</c>.</summary>
    public static void Require()
    {
        Assert.False(Binaries is null && Environment.GetEnvironmentVariable("CI") == "true", Missing);
        Assert.SkipWhen(Binaries is null, Missing);
    }

    /// <summary>Makes and starts a cluster.</summary>
    /// <param name="certificatePem">Its certificate, for <see cref="Host"/>.</param>
    /// <param name="keyPem">The certificate's key.</param>
    /// <param name="settings">More settings, such as <c>shared_buffers=1GB</c>.</param>
    public static PostgresCluster Start(string certificatePem, string keyPem, params string[] settings)
    {
        var cluster = new PostgresCluster();
        try
        {
            cluster.Initialise(certificatePem, keyPem, settings);
            cluster.Start();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Starts the server, which was stopped.</summary>
    public void Start() => Run("pg_ctl", "start", "-w", "-s", "-D", Data, "-l", Path.Combine(_folder.FullName, "server.log"));

    /// <summary>Stops the server at once, as a failure would: clients are cut off.</summary>
    public void Kill() => Run("pg_ctl", "stop", "-m", "immediate", "-w", "-s", "-D", Data);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            Kill();
        }

        _folder.Delete(recursive: true);
    }

    private void Initialise(string certificatePem, string keyPem, string[] settings)
    {
        string passwords = Write("password", Password);
        Hand(_folder.FullName);
        Run("initdb", "-D", Data, "-U", Administrator, "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--pwfile", passwords, "--no-sync");
        Write("data/server.crt", certificatePem);
        Write("data/server.key", keyPem);
        Write("data/pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        File.AppendAllLines(Path.Combine(Data, "postgresql.conf"), [
            string.Create(CultureInfo.InvariantCulture, $"port = {Port}"),
            "listen_addresses = '127.0.0.1'",
            "unix_socket_directories = ''",
            "ssl = on",
            "fsync = off",
            "max_connections = 50",
            .. settings.Select(setting => setting.Replace("=", " = ", StringComparison.Ordinal)),
        ]);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Hand(path);
        return path;
    }

    private static void Hand(string path)
    {
        if (Environment.UserName == "root")
        {
            Finish(Process.Start("chown", ["-R", SystemUser, path]), "chown");
        }
    }

    private void Run(string program, params string[] arguments)
    {
        string path = Path.Combine(Binaries!, program);
        bool root = Environment.UserName == "root";
        var start = new ProcessStartInfo(root ? "runuser" : path, root ? ["-u", SystemUser, "--", path, .. arguments] : arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = program != "pg_ctl", // The server would keep the pipe open.
        };
        Process process = Process.Start(start)!;
        if (start.RedirectStandardOutput)
        {
            process.StandardOutput.ReadToEnd();
        }

        Finish(process, program);
    }

    private static void Finish(Process process, string program)
    {
        process.WaitForExit();
        int code = process.ExitCode;
        process.Dispose();
        if (code != 0)
        {
            throw new InvalidOperationException($"{program} ended with exit code {code}.");
        }
    }

    private static string? FindBinaries()
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        return debian.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
