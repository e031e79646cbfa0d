using System.Globalization;
using FederatedGateway.Demo;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(FederatedGateway.Node.Tests.PostgresClusters))]

namespace FederatedGateway.Node.Tests;

/// <summary>Three PostgreSQL servers with TLS, started when a test first needs them and stopped when all are done.</summary>
public sealed class PostgresClusters : IDisposable
{
    /// <summary>The role that the node reads as.</summary>
    public const string Reader = "fedgate";

    private readonly Lock _gate = new();
    private readonly PrivateAuthority _authority = PrivateAuthority.Create("test", TimeProvider.System);
    private readonly List<PostgresCluster> _clusters = [];
    private int _databases;

    public string AuthorityPem => _authority.AuthorityPem;

    public string ReaderPassword => "read-only";

    /// <summary>A cluster, started. Skips the running test where PostgreSQL is not installed.</summary>
    public PostgresCluster Of(int index)
    {
        NeededProgram.Require(PostgresCluster.IsInstalled, PostgresCluster.Missing);
        lock (_gate)
        {
            while (_clusters.Count <= index)
            {
                _clusters.Add(StartNew());
            }

            return _clusters[index];
        }
    }

    /// <summary>A cluster of one test alone, which the test disposes of.</summary>
    public PostgresCluster StartNew()
    {
        NeededProgram.Require(PostgresCluster.IsInstalled, PostgresCluster.Missing);
        PostgresCluster cluster = PostgresCluster.Start(_authority.Issue([PostgresCluster.Host]));
        Execute(cluster, "postgres", $"CREATE ROLE {Reader} LOGIN PASSWORD '{ReaderPassword}'");
        return cluster;
    }

    /// <summary>A new database with a schema <c>crime</c> that the node's role may look into.</summary>
    public string NewDatabase(PostgresCluster cluster)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        Execute(cluster, "postgres", $"CREATE DATABASE {name}");
        Execute(cluster, name, $"CREATE SCHEMA crime; GRANT USAGE ON SCHEMA crime TO {Reader}; ALTER DEFAULT PRIVILEGES IN SCHEMA crime GRANT SELECT ON TABLES TO {Reader}");
        return name;
    }

    /// <summary>Runs a statement as the cluster's owner.</summary>
    public void Execute(PostgresCluster cluster, string database, string sql)
    {
        using NpgsqlConnection connection = Connect(cluster, database);
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>The lines of a result of one column, as the cluster's owner.</summary>
    public IReadOnlyList<string> Lines(PostgresCluster cluster, string database, string sql)
    {
        using NpgsqlConnection connection = Connect(cluster, database);
        using var command = new NpgsqlCommand(sql, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    /// <summary>Fills a table from CSV with a header.</summary>
    public void Copy(PostgresCluster cluster, string database, string table, string csv)
    {
        using NpgsqlConnection connection = Connect(cluster, database);
        using TextWriter writer = connection.BeginTextImport($"COPY {table} FROM STDIN (FORMAT csv, HEADER)");
        writer.Write(csv);
    }

    public void Dispose()
    {
        foreach (PostgresCluster cluster in _clusters)
        {
            cluster.Dispose();
        }

        _authority.Dispose();
    }

    internal NpgsqlConnection Connect(PostgresCluster cluster, string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = PostgresCluster.Host,
            Port = cluster.Port,
            Database = database,
            Username = PostgresCluster.Administrator,
            Password = cluster.Password,
            SslMode = SslMode.Require,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        return connection;
    }
}
