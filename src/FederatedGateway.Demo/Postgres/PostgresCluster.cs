using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Demo;

/// <summary>A PostgreSQL server of one federation or one test alone: on a loopback port, with TLS, in a temporary folder, stopped and removed afterwards.</summary>
public sealed class PostgresCluster : IDisposable
{
    /// <summary>The user that owns everything in the cluster. A node never is this one.</summary>
    public const string Administrator = "administrator";

    /// <summary>The name that the server's certificate is for.</summary>
    public const string Host = "localhost";

    private readonly PostgresPrograms programs;
    private readonly string folder = Directory.CreateTempSubdirectory("fg-postgres-").FullName;

    private PostgresCluster(PostgresPrograms programs) => this.programs = programs;

    /// <summary>Whether PostgreSQL's programs were found.</summary>
    public static bool IsInstalled => PostgresPrograms.Find(PostgresPrograms.UsualFolders) is not null;

    /// <summary>What to do where they were not.</summary>
    public static string Missing => PostgresPrograms.Missing;

    /// <summary>Its port.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The password of <see cref="Administrator"/>.</summary>
    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private string Data => Path.Combine(folder, "data");

    /// <summary>Makes and starts a cluster.</summary>
    /// <param name="certificate">Its certificate, for <see cref="Host"/>.</param>
    /// <param name="settings">More settings, such as <c>shared_buffers=1GB</c>.</param>
    /// <exception cref="StartupException">PostgreSQL is not installed, or does not start.</exception>
    public static PostgresCluster Start(IssuedCertificate certificate, params string[] settings)
    {
        PostgresPrograms programs = PostgresPrograms.Find(PostgresPrograms.UsualFolders) ?? throw new StartupException(Missing, ExitCodes.Configuration);
        var cluster = new PostgresCluster(programs);
        try
        {
            cluster.Initialise(certificate, settings);
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
    public void Start() => programs.Run(folder, "pg_ctl", "start", "-w", "-s", "-D", Data, "-l", Path.Combine(folder, "server.log"));

    /// <summary>Stops the server at once, as a failure would: clients are cut off.</summary>
    public void Kill() => programs.Run(folder, "pg_ctl", "stop", "-m", "immediate", "-w", "-s", "-D", Data);

    /// <summary>Stops the server and removes its folder.</summary>
    public void Dispose()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            Kill();
        }

        Directory.Delete(folder, recursive: true);
    }

    private void Initialise(IssuedCertificate certificate, string[] settings)
    {
        string passwords = Write("password", Password);
        PostgresPrograms.Hand(folder);
        programs.Run(folder, "initdb", "-D", Data, "-U", Administrator, "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--pwfile", passwords, "--no-sync");
        Write("data/server.crt", certificate.CertificatePem);
        Write("data/server.key", certificate.KeyPem);
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
        string path = Path.Combine(folder, name);
        PrivateFile.Write(path, text);
        PostgresPrograms.Hand(path);
        return path;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
