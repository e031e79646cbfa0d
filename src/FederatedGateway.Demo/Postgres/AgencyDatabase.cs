using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.ServiceDefaults;
using Npgsql;

namespace FederatedGateway.Demo;

/// <summary>An agency's own database: one table with the rows of its files, and a role that may read that table and nothing else.</summary>
/// <param name="cluster">The server.</param>
/// <param name="agency">The agency; its database and its role have its id.</param>
/// <param name="folder">The agency's folder.</param>
internal sealed class AgencyDatabase(PostgresCluster cluster, AgencyPlan agency, string folder)
{
    private const string Records = "records"; // The server in the node's configuration, and the schema.
    private const string PasswordFile = "records.password";

    // All nodes share this machine: one session for each question, of which a node reads four at a time from each data set.
    private const int Slices = 1;
    private const int Questions = 4;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private string Id => Quote(agency.PartyId);

    private string Table => $"{Records}.{Quote(agency.Table.Name)}";

    /// <summary>The settings of a server for a plan's agencies. Nothing is written after loading, so nothing needs cleaning up.</summary>
    public static string[] Settings(FederationPlan plan) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"max_connections={20 + (plan.Agencies.Sum(agency => agency.Mappings.Count) * Questions * Slices)}"),
        "autovacuum=off",
    ];

    /// <summary>A mapping of the agency's files, made to read the table: it has the files' columns, so only the source differs.</summary>
    public static string MappingOf(string mapping, AgencyTable table)
    {
        JsonNode document = JsonNode.Parse(YamlReader.ToCanonicalJson(mapping))!;
        document["source"] = new JsonObject
        {
            ["format"] = "postgresql",
            ["servers"] = new JsonArray(Records),
            ["schema"] = Records,
            ["table"] = table.Name,
        };
        return document.ToJsonString(Indented); // JSON is YAML.
    }

    /// <summary>Whether a mapping reads a table.</summary>
    public static bool IsMappedBy(string mapping) => (string?)JsonNode.Parse(YamlReader.ToCanonicalJson(mapping))!["source"]!["format"] == "postgresql";

    /// <summary>The server as the node's configuration names it.</summary>
    public JsonObject Server() => new()
    {
        ["Name"] = Records,
        ["Host"] = PostgresCluster.Host,
        ["Port"] = cluster.Port,
        ["Database"] = agency.PartyId,
        ["User"] = agency.PartyId,
        ["PasswordFile"] = PasswordFile,
        ["RootCertificate"] = "authority.pem",
        ["Slices"] = Slices,
        ["WorkMemory"] = "64MB",
    };

    /// <summary>Makes database, role and table, and copies the files into it.</summary>
    /// <exception cref="StartupException">A file cannot be read, or does not fit the table.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        AgencyExport export = AgencyExport.Of(agency, folder);
        IEnumerable<string> columns = export.Header().Select(column => $"{Quote(column)} {agency.Table.Types.GetValueOrDefault(column, "text")}");
        await MakeAsync(cancellation);
        await using NpgsqlConnection connection = await ConnectAsync(agency.PartyId, cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"CREATE SCHEMA {Records}; CREATE TABLE {Table} ({string.Join(", ", columns)})", cancellation);
        foreach (string file in export.Files)
        {
            await CopyAsync(connection, file, export.Delimiter, cancellation);
        }

        await ExecuteAsync(connection, $"GRANT USAGE ON SCHEMA {Records} TO {Id}; GRANT SELECT ON {Table} TO {Id}", cancellation);
        await transaction.CommitAsync(cancellation);
        await ExecuteAsync(connection, $"ANALYZE {Table}", cancellation);
    }

    // The server is given what proves the password, and not the password: it writes statements that fail into its log.
    private async Task MakeAsync(CancellationToken cancellation)
    {
        string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        PrivateFile.Write(Path.Combine(folder, PasswordFile), password);
        await using NpgsqlConnection connection = await ConnectAsync("postgres", cancellation);
        await ExecuteAsync(connection, $"CREATE ROLE {Id} LOGIN PASSWORD '{ScramVerifier.Of(password)}'", cancellation);
        await ExecuteAsync(connection, $"CREATE DATABASE {Id}", cancellation);
        await ExecuteAsync(connection, $"REVOKE ALL ON DATABASE {Id} FROM PUBLIC; GRANT CONNECT ON DATABASE {Id} TO {Id}", cancellation);
    }

    private async Task CopyAsync(NpgsqlConnection connection, string file, char delimiter, CancellationToken cancellation)
    {
        try
        {
            using StreamReader reader = AgencyExport.Open(file);
            // FREEZE: the rows are written once, and not once more when they are first read.
            await using TextWriter table = await connection.BeginTextImportAsync(
                $"COPY {Table} FROM STDIN (FORMAT csv, HEADER, DELIMITER '{delimiter}', FREEZE)", cancellation);
            var block = new char[1 << 16];
            for (int read; (read = await reader.ReadAsync(block, cancellation)) > 0;)
            {
                await table.WriteAsync(block.AsMemory(0, read), cancellation);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or DecoderFallbackException)
        {
            throw new StartupException($"{file} cannot be read: {exception.Message}", ExitCodes.Configuration);
        }
        catch (PostgresException exception)
        {
            // What the server says of a row quotes it.
            throw new StartupException($"{file} does not fit the columns that its header names (SQLSTATE {exception.SqlState}). Correct it, or leave it out.", ExitCodes.Configuration);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(string database, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = PostgresCluster.Host,
            Port = cluster.Port,
            Database = database,
            Username = PostgresCluster.Administrator,
            Password = cluster.Password,
            SslMode = SslMode.VerifyFull,
            RootCertificate = Path.Combine(folder, "authority.pem"),
            Pooling = false,
            CommandTimeout = 0, // Rows may be many.
        }.ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
