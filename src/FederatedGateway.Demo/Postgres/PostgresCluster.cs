using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Demo;

/// <summary>A PostgreSQL server of one federation or one test alone: on a loopback port, with TLS, stopped when it is disposed of and when this process is gone.</summary>
public sealed class PostgresCluster : IDisposable
{
    /// <summary>The user that owns everything in the cluster. A node never is this one.</summary>
    public const string Administrator = "administrator";

    /// <summary>The name that the server's certificate is for.</summary>
    public const string Host = "localhost";

    private const string SettingsFile = "cluster.conf";

    private readonly PostgresPrograms programs;
    private readonly string folder;
    private readonly bool isTemporary;
    private Process? guard;

    private PostgresCluster(PostgresPrograms programs, string folder, bool isTemporary)
    {
        this.programs = programs;
        this.folder = folder;
        this.isTemporary = isTemporary;
    }

    /// <summary>Whether PostgreSQL's programs were found.</summary>
    public static bool IsInstalled => PostgresPrograms.Find(PostgresPrograms.UsualFolders) is not null;

    /// <summary>What to do where they were not.</summary>
    public static string Missing => PostgresPrograms.Missing;

    /// <summary>Its port.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The password of <see cref="Administrator"/>, from the file that holds it.</summary>
    public string Password => File.ReadAllText(PasswordFile);

    /// <summary>Whether nobody has said yet, by <see cref="Keep"/>, that what is in it is whole.</summary>
    internal bool IsNew => !File.Exists(Mark);

    private string Data => Path.Combine(folder, "data");

    private string PasswordFile => Path.Combine(folder, "password");

    private string Mark => Path.Combine(folder, "whole");

    private string Log => Path.Combine(folder, "server.log");

    /// <summary>Makes and starts a cluster in a temporary folder, which is removed with it.</summary>
    /// <param name="certificate">Its certificate, for <see cref="Host"/>.</param>
    /// <param name="settings">More settings, such as <c>shared_buffers=1GB</c>.</param>
    /// <exception cref="StartupException">PostgreSQL is not installed, or does not start.</exception>
    public static PostgresCluster Start(IssuedCertificate certificate, params string[] settings)
    {
        PostgresPrograms programs = PostgresPrograms.Find(PostgresPrograms.UsualFolders) ?? throw new StartupException(Missing, ExitCodes.Configuration);
        return new PostgresCluster(programs, Directory.CreateTempSubdirectory("fg-postgres-").FullName, isTemporary: true)
            .Begin(certificate, ["fsync=off", .. settings]);
    }

    /// <summary>Starts the cluster of a folder: as it was left if it was said to be whole, else made anew.</summary>
    /// <param name="programs">PostgreSQL.</param>
    /// <param name="folder">The folder, for this cluster alone; nobody else may be starting it.</param>
    /// <param name="certificate">Its certificate, for <see cref="Host"/>.</param>
    /// <param name="settings">More settings.</param>
    /// <exception cref="StartupException">PostgreSQL does not start.</exception>
    internal static PostgresCluster Open(PostgresPrograms programs, string folder, IssuedCertificate certificate, params string[] settings)
    {
        PostgresPrograms.LetIn(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(folder);
        return new PostgresCluster(programs, folder, isTemporary: false).Begin(certificate, settings);
    }

    /// <summary>Starts the server, which was stopped.</summary>
    /// <exception cref="StartupException">It does not start; the message has the last line of its log.</exception>
    public void Start()
    {
        try
        {
            programs.Run(folder, "pg_ctl", "start", "-w", "-s", "-D", Data, "-l", Log);
        }
        catch (StartupException failed) when (File.Exists(Log))
        {
            throw new StartupException($"{failed.Message}\n{File.ReadLines(Log).LastOrDefault()}", failed.ExitCode);
        }
    }

    /// <summary>Stops the server at once, as a failure would: clients are cut off.</summary>
    public void Kill() => Stop("immediate");

    /// <summary>Stops the server; a temporary cluster's folder is removed.</summary>
    public void Dispose()
    {
        if (IsRunning())
        {
            Stop(isTemporary ? "immediate" : "fast");
        }

        guard?.StandardInput.Close();
        guard?.WaitForExit();
        guard?.Dispose();
        guard = null;
        if (isTemporary && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Says that what was put into it is whole, so that the next start of its folder goes on with it.</summary>
    internal void Keep() => File.WriteAllText(Mark, "");

    private PostgresCluster Begin(IssuedCertificate certificate, string[] settings)
    {
        try
        {
            if (IsRunning())
            {
                Stop("fast"); // Left by a run that was killed.
            }

            if (IsNew)
            {
                Initialise();
            }

            Configure(certificate, settings);
            guard = programs.AtTheEnd(folder, "pg_ctl", "stop", "-m", "fast", "-s", "-D", Data);
            Start();
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private void Initialise()
    {
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }

        Write("password", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        PostgresPrograms.Hand(folder);
        programs.Run(folder, "initdb", "-D", Data, "-U", Administrator, "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--pwfile", PasswordFile, "--no-sync");
        Write("data/pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"include '{SettingsFile}'\n");
    }

    // A start that goes on has another port and another certificate than the one before.
    private void Configure(IssuedCertificate certificate, string[] settings)
    {
        Write("data/server.crt", certificate.CertificatePem);
        Write("data/server.key", certificate.KeyPem);
        Write($"data/{SettingsFile}", string.Join('\n', [
            string.Create(CultureInfo.InvariantCulture, $"port = {Port}"),
            "listen_addresses = '127.0.0.1'",
            "unix_socket_directories = ''",
            "ssl = on",
            "max_connections = 50",
            .. settings.Select(setting => setting.Replace("=", " = ", StringComparison.Ordinal)),
            ""]));
    }

    private void Stop(string mode)
    {
        try
        {
            programs.Run(folder, "pg_ctl", "stop", "-m", mode, "-w", "-s", "-D", Data);
        }
        catch (StartupException) when (!IsRunning())
        {
            // It ended meanwhile: the guard of a run that was killed was at it.
        }
    }

    // A number in a file says little after a crash: another process may have it by now.
    private bool IsRunning()
    {
        try
        {
            string? number = File.ReadLines(Path.Combine(Data, "postmaster.pid")).FirstOrDefault();
            using Process? server = int.TryParse(number, CultureInfo.InvariantCulture, out int id) ? Process.GetProcessById(id) : null;
            return server?.ProcessName == "postgres";
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        PrivateFile.Write(path, text);
        PostgresPrograms.Hand(path);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
