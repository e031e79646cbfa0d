using System.Globalization;
using System.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Node;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace FederatedGateway.Benchmarks;

/// <summary>Two tables of visits in a PostgreSQL server of the benchmark's own: units of few and very many rows, and units of three rows each.</summary>
internal sealed class BoundingPostgresData : IDisposable
{
    public const int Rows = 2_000_000;
    public const int MaxGroups = 4;
    public const int MaxRows = 3;

    private const string Reader = "fedgate";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fg-bounding-");
    private readonly PrivateAuthority _authority = PrivateAuthority.Create("benchmark", TimeProvider.System);
    private readonly PostgresCluster _cluster;
    private readonly PostgresServer _server;

    public BoundingPostgresData()
    {
        _cluster = PostgresCluster.Start(_authority.Issue([PostgresCluster.Host]), "shared_buffers=1GB", "max_wal_size=4GB");
        Fill();
        File.WriteAllText(Path("root.pem"), _authority.AuthorityPem);
        File.WriteAllText(Path("password"), "read-only");
        File.WriteAllBytes(Path(NodeSecret.FileName), new byte[32]);
        _server = PostgresServer.Of(Options, Path, TimeSpan.FromMinutes(5), 4);
    }

    public DataDictionary Dictionary { get; } = DataDictionary.Read(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "kind": "DataDictionary/v1", "id": "bench", "version": 1, "title": "Benchmark",
          "codelists": { "place": { "title": "Place", "codes": [
            { "id": "pub", "title": "Pub" }, { "id": "street", "title": "Street" }, { "id": "home", "title": "Home" }, { "id": "work", "title": "Work" }, { "id": "other", "title": "Other" } ] } },
          "datasets": { "visits": { "title": "Visits", "unit": "person", "time": "month",
            "contribution": { "maxGroups": {{MaxGroups}}, "maxRowsPerGroup": {{MaxRows}} },
            "columns": [
              { "name": "month", "title": "Month", "type": "month", "from": "2025-01", "until": "2025-12" },
              { "name": "place", "title": "Place", "type": "code", "codelist": "place" },
              { "name": "area", "title": "Area", "type": "pattern", "pattern": "^W[0-9]{4}$", "maxLength": 5 },
              { "name": "cost", "title": "Cost", "type": "number", "decimals": 0, "min": -5000, "max": 10000, "unitTotal": { "min": -2000, "max": 15000 } }
            ] } }
        }
        """)));

    private PostgresOptions Options => new()
    {
        Name = "s0",
        Host = PostgresCluster.Host,
        Port = _cluster.Port,
        Database = "postgres",
        User = Reader,
        PasswordFile = "password",
        RootCertificate = "root.pem",
    };

    /// <summary>The node's engine over one of the tables.</summary>
    public PostgresEngine Open(string table)
    {
        File.WriteAllText(Path("mapping.yaml"), $$"""
            kind: NodeMapping/v1
            dataset: visits
            source: { format: postgresql, servers: [s0], schema: bench, table: {{table}} }
            unit: { expression: person }
            columns:
              month: { expression: day }
              place: { expression: place }
              area: { expression: area }
              cost: { expression: cost }
            """);
        NodeMapping mapping = MappingReader.Read(Path("mapping.yaml"), Dictionary);
        var options = new NodeOptions { QueryTimeout = TimeSpan.FromMinutes(5) };
        return PostgresSurvey.Open(mapping, Dictionary, [Options], Path, options, NodeSecret.Read(_folder.FullName), NullLogger.Instance);
    }

    /// <summary>Terms as an agreement might give them.</summary>
    public static Terms Terms(CanonicalQuery query)
    {
        var price = new PrivacyLoss(50_000_000, 100_000_000);
        return new Terms(new(price, 5, query.Dataset.Contribution), price, price, ["all-time"], Measurements.TryOf(query, out _)!);
    }

    /// <summary>Runs a statement as anyone with the node's memory would, planned as the server likes, and reads its result.</summary>
    public void Query(string sql, PostgresParameters? parameters = null) => Task.Run(async () =>
    {
        await using PostgresSession session = await _server.OpenAsync(CancellationToken.None);
        await session.QueryAsync(sql, parameters ?? new PostgresParameters(), reader => reader.GetString(0), CancellationToken.None);
    }).GetAwaiter().GetResult();

    /// <summary>Opens the data after something was written, so that the engine scans the table to tell its version, and looks at the catalogue before.</summary>
    public void Scan(PostgresEngine engine)
    {
        Execute("SELECT pg_current_xact_id()");
        engine.Open(CancellationToken.None).Dispose();
    }

    public void Dispose()
    {
        _server.Dispose();
        _cluster.Dispose();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private void Fill()
    {
        const string Columns = "date '2025-01-01' + (random() * 364)::int AS day, (ARRAY['pub', 'street', 'home', 'work', 'other'])[1 + (random() * 4.99)::int % 5] AS place, "
            + "'W' || lpad((random() * 1999)::int::text, 4, '0') AS area, (random() * 15000)::int - 5000 AS cost";
        Execute("CREATE SCHEMA bench; SELECT setseed(0.5)"
            // Three quarters of the units have one row; 3 % of the rows belong to 500 units.
            + $"; CREATE TABLE bench.skewed AS SELECT 'p' || CASE WHEN r < 0.03 THEN (random() * 500)::int WHEN r < 0.6 THEN 1000 + i ELSE 3000000 + (random() * random() * 800000)::int END AS person, {Columns} FROM (SELECT i, random() AS r FROM generate_series(1, {Rows}) i) AS rows"
            + $"; CREATE TABLE bench.uniform AS SELECT 'p' || i / 3 AS person, {Columns} FROM generate_series(1, {Rows}) i ORDER BY random()"
            + $"; CREATE ROLE {Reader} LOGIN PASSWORD 'read-only'; GRANT USAGE ON SCHEMA bench TO {Reader}; GRANT SELECT ON ALL TABLES IN SCHEMA bench TO {Reader}");
        Execute("VACUUM ANALYZE");
    }

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = PostgresCluster.Host,
            Port = _cluster.Port,
            Database = "postgres",
            Username = PostgresCluster.Administrator,
            Password = _cluster.Password,
            SslMode = SslMode.Require,
            CommandTimeout = 0,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
