using System.Data;
using System.Globalization;
using FederatedGateway.ServiceDefaults;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>A PostgreSQL server as the node connects to it: over TLS to a pinned root, reading only, within time limits.</summary>
internal sealed class PostgresServer : IDisposable
{
    // The node cancels a query that has had its time. The server's own limit comes a little later, for a node that is gone.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // A snapshot that nobody reads from keeps the server from cleaning up; a node needs it only while it charges.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly NpgsqlDataSource _source;

    private PostgresServer(string name, int slices, NpgsqlDataSource source)
    {
        Name = name;
        Slices = slices;
        _source = source;
    }

    /// <summary>The name that mappings use.</summary>
    public string Name { get; }

    /// <summary>How many sessions read one question side by side.</summary>
    public int Slices { get; }

    /// <summary>Prepares connections; makes none yet.</summary>
    /// <param name="options">The server.</param>
    /// <param name="pathOf">Makes a path of the configuration absolute.</param>
    /// <param name="queryTimeout">The longest a query may read.</param>
    /// <param name="questions">The most questions at a time.</param>
    /// <exception cref="StartupException">The password or a certificate cannot be read.</exception>
    public static PostgresServer Of(PostgresOptions options, Func<string, string> pathOf, TimeSpan queryTimeout, int questions)
    {
        foreach (string file in new[] { options.RootCertificate, options.ClientCertificate, options.ClientKey, options.PasswordFile }.OfType<string>().Select(pathOf))
        {
            CheckReadable(options.Name, file);
        }

        TimeSpan limit = queryTimeout + Grace;
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = options.Host,
            Port = options.Port,
            Database = options.Database,
            Username = options.User,
            Password = Password(options, pathOf),
            SslMode = SslMode.VerifyFull,
            RootCertificate = pathOf(options.RootCertificate),
            SslCertificate = options.ClientCertificate is { } certificate ? pathOf(certificate) : null,
            SslKey = options.ClientKey is { } key ? pathOf(key) : null,
            GssEncryptionMode = GssEncryptionMode.Disable,
            ApplicationName = "federatedgateway-node",
            Options = SessionSettings(options, limit),
            MaxPoolSize = questions * options.Slices,
            CommandTimeout = (int)(limit + Grace).TotalSeconds,
            Timeout = 10,
            Enlist = false,
            IncludeErrorDetail = false,
            LogParameters = false,
            PersistSecurityInfo = false,
        };
        return new PostgresServer(options.Name, options.Slices, NpgsqlDataSource.Create(settings));
    }

    /// <summary>Begins a transaction that sees one state of the data, and cannot write.</summary>
    public async Task<PostgresSession> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await BeginAsync(cancellation).ConfigureAwait(false);
        }
        catch (NpgsqlException exception) when (exception is not PostgresException || exception.IsTransient)
        {
            // Connections that were kept may be of before a restart of the server: one more try, with a new one.
            _source.Clear();
            return await BeginAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a session ready to read its slice, and opens those that read the other slices in the state that it sees.</summary>
    /// <param name="session">A session of this server.</param>
    /// <param name="opened">Takes the new sessions, which the caller disposes of whatever happens.</param>
    /// <param name="cancellation">Ends the opening.</param>
    public async Task<IReadOnlyList<PostgresSession>> ShareAsync(PostgresSession session, List<PostgresSession> opened, CancellationToken cancellation)
    {
        string? state = Slices == 1 ? null : await session.ExportAsync(cancellation).ConfigureAwait(false);
        await session.ReadStraightAsync(cancellation).ConfigureAwait(false);
        int before = opened.Count;
        for (int index = 1; index < Slices; index++)
        {
            PostgresSession other = await OpenAsync(cancellation).ConfigureAwait(false);
            opened.Add(other);
            await other.ImportAsync(state!, cancellation).ConfigureAwait(false);
            await other.ReadStraightAsync(cancellation).ConfigureAwait(false);
        }

        return opened[before..];
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    // The first statement goes to the server, so that a dead connection shows here; it takes no snapshot yet.
    private async Task<PostgresSession> BeginAsync(CancellationToken cancellation)
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        try
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
            await using var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection, transaction);
            await readOnly.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            return new PostgresSession(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // search_path: a table or function of somebody's own schema is never taken for the one that a mapping means.
    private static string SessionSettings(PostgresOptions options, TimeSpan limit) => string.Join(' ', new[]
    {
        "default_transaction_read_only=on",
        "search_path=pg_catalog,pg_temp",
        "TimeZone=UTC",
        "DateStyle=ISO",
        "IntervalStyle=postgres",
        "bytea_output=hex",
        "extra_float_digits=1",
        "lc_monetary=C",
        "lc_numeric=C",
        "lc_time=C",
        "jit=off",
        string.Create(CultureInfo.InvariantCulture, $"statement_timeout={(long)limit.TotalMilliseconds}"),
        string.Create(CultureInfo.InvariantCulture, $"idle_in_transaction_session_timeout={(long)Idle.TotalMilliseconds}"),
        $"work_mem={options.WorkMemory}",
    }.Select(setting => "-c " + setting));

    private static string? Password(PostgresOptions options, Func<string, string> pathOf) => options switch
    {
        { PasswordFile: { } file } => File.ReadLines(pathOf(file)).FirstOrDefault(),
        { PasswordVariable: { } variable } => Environment.GetEnvironmentVariable(variable)
            ?? throw new StartupException($"The environment variable {variable}, which Node:Servers names for the password of {options.Name}, is not set. Set it, or use PasswordFile.", ExitCodes.Configuration),
        _ => null,
    };

    private static void CheckReadable(string server, string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file}, which Node:Servers names for {server}, cannot be read ({exception.GetType().Name}). Put it there, readable by the node's user alone.", ExitCodes.Configuration);
        }
    }
}
