using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FederatedGateway.Node.Tests;

/// <summary>Visits in PostgreSQL, on one server or shared by three, opened as a node opens them.</summary>
internal sealed class PostgresVisits : IDisposable
{
    public const string Mapping = """
        kind: NodeMapping/v1
        dataset: visits
        source: { format: postgresql, servers: [SERVERS], schema: crime, table: visits }
        unit: { expression: person, whenNull: own-unit }
        columns:
          month: { expression: month }
          place: { expression: place, translate: { Pub: pub, Street: street, Home: home }, otherwise: other, whenNull: other }
          area: { expression: area }
          cost: { expression: cost }
        """;

    public static readonly ReadingLimits Limits = new(Threads: 1, Memory: 1 << 22) { OpenCodes = 100 };

    public const string Columns = "(person text, month text, place text, area text, cost numeric)";

    private readonly TemporaryFolder _folder = new();
    private readonly PostgresServer[] _servers;

    private PostgresVisits(PostgresClusters clusters, IReadOnlyList<(PostgresCluster Cluster, string Database)> places, DataDictionary dictionary, string mapping, ReadingLimits? limits)
    {
        Clusters = clusters;
        Places = places;
        Dictionary = dictionary;
        _folder.Write("root.pem", clusters.AuthorityPem);
        _folder.Write("password", clusters.ReaderPassword);
        _folder.Write(NodeSecret.FileName, new byte[32]); // The same choice of groups in every run.
        Secret = NodeSecret.Read(_folder.Path);
        Read = MappingReader.Read(
            _folder.Write("mapping.yaml", Visits.MappingFor(dictionary, mapping).Replace("SERVERS", string.Join(", ", places.Select((_, index) => $"s{index}")), StringComparison.Ordinal)), dictionary);
        _servers = [.. places.Select((place, index) => PostgresServer.Of(Options(place, $"s{index}"), _folder.Of, TimeSpan.FromSeconds(30), 4))];
        var survey = new PostgresSurvey(Secret, limits ?? Limits, 0.05, NullLogger.Instance);
        Engine = survey.RunAsync(Read, dictionary, _servers, CancellationToken.None).GetAwaiter().GetResult();
    }

    public PostgresClusters Clusters { get; }

    public IReadOnlyList<(PostgresCluster Cluster, string Database)> Places { get; }

    public DataDictionary Dictionary { get; }

    public NodeSecret Secret { get; }

    public NodeMapping Read { get; }

    public PostgresEngine Engine { get; }

    /// <summary>One server.</summary>
    public static PostgresVisits One(
        PostgresClusters clusters, DataDictionary dictionary, IEnumerable<VisitRow> rows, string mapping = Mapping, string columns = Columns, Action<PostgresCluster, string>? prepare = null, ReadingLimits? limits = null)
    {
        (PostgresCluster cluster, string database) = FillOne(clusters, Visits.Csv(rows), columns);
        prepare?.Invoke(cluster, database);
        return new PostgresVisits(clusters, [(cluster, database)], dictionary, mapping, limits);
    }

    /// <summary>Three servers, each with one hash partition. A head with foreign partitions deals the rows out, as an agency's own programs would.</summary>
    public static PostgresVisits Sharded(PostgresClusters clusters, DataDictionary dictionary, IEnumerable<VisitRow> rows, ReadingLimits? limits = null) =>
        new(clusters, Fill(clusters, 3, Visits.Csv(rows)), dictionary, Mapping, limits);

    /// <summary>Fills a table on one server, or one that three share.</summary>
    public static IReadOnlyList<(PostgresCluster Cluster, string Database)> Fill(PostgresClusters clusters, int servers, string csv)
    {
        if (servers == 1)
        {
            return [FillOne(clusters, csv, Columns)];
        }

        var shards = new List<(PostgresCluster Cluster, string Database)>();
        for (int index = 0; index < servers; index++)
        {
            PostgresCluster cluster = clusters.Of(index);
            string database = clusters.NewDatabase(cluster);
            clusters.Execute(cluster, database, $"CREATE TABLE crime.visits {Columns} PARTITION BY HASH (person); "
                + $"CREATE TABLE crime.visits_part PARTITION OF crime.visits FOR VALUES WITH (MODULUS {servers}, REMAINDER {index})");
            shards.Add((cluster, database));
        }

        Deal(clusters, shards, csv);
        return shards;
    }

    private static (PostgresCluster Cluster, string Database) FillOne(PostgresClusters clusters, string csv, string columns)
    {
        PostgresCluster cluster = clusters.Of(0);
        string database = clusters.NewDatabase(cluster);
        clusters.Execute(cluster, database, $"CREATE TABLE crime.visits {columns}");
        clusters.Copy(cluster, database, "crime.visits", csv);
        return (cluster, database);
    }

    /// <summary>The true cells of a query, as the engine reads them: in slices.</summary>
    public Dictionary<string, TrueCell<IReadOnlyList<string>>> Cells(string sql, WindowKind window) => Cells(Visits.Read(Dictionary, sql, window));

    /// <summary>The true cells of a read.</summary>
    public Dictionary<string, TrueCell<IReadOnlyList<string>>> Cells(BoundedRead read)
    {
        using IDataSnapshot snapshot = Engine.Open(CancellationToken.None);
        return Cells(snapshot, read);
    }

    /// <summary>What is read for each level of a query with ROLLUP, from coarse to fine.</summary>
    public static IEnumerable<BoundedRead> Reads(DataDictionary dictionary, string sql, WindowKind window) =>
        Enumerable.Range(0, Visits.Query(dictionary, sql).Levels.Count).Select(level => Visits.Read(dictionary, sql, window, level));

    /// <summary>The true cells of each level of a query, of one snapshot.</summary>
    public IReadOnlyList<Dictionary<string, TrueCell<IReadOnlyList<string>>>> Levels(string sql, WindowKind window, Action? between = null)
    {
        using IDataSnapshot snapshot = Engine.Open(CancellationToken.None);
        var levels = new List<Dictionary<string, TrueCell<IReadOnlyList<string>>>>();
        foreach (BoundedRead read in Reads(Dictionary, sql, window))
        {
            levels.Add(Cells(snapshot, read));
            between?.Invoke();
        }

        return levels;
    }

    /// <summary>The true cells of a query by statements that are spoilt, added up as slices are.</summary>
    public async Task<Dictionary<string, TrueCell<IReadOnlyList<string>>>> SpoiltAsync(string sql, WindowKind window, IEnumerable<Func<string, string>> sabotages)
    {
        BoundedRead read = Visits.Read(Dictionary, sql, window);
        PostgresStatement statement = Statement(read);
        await using PostgresSession session = await _servers[0].OpenAsync(CancellationToken.None);
        var totals = new PostgresTotals(read, int.MaxValue);
        foreach (string text in sabotages.Select(sabotage => sabotage(statement.Sql)))
        {
            Assert.True(text != statement.Sql, "The sabotage must change the statement.");
            await session.StreamAsync(text, statement.Parameters, totals.Add, CancellationToken.None);
        }

        return totals.ToCells().ToDictionary(cell => string.Join('|', cell.Key), StringComparer.Ordinal);
    }

    /// <summary>What the rules say of the rows, with the choice of groups that PostgreSQL makes.</summary>
    public Dictionary<string, TrueCell<IReadOnlyList<string>>> Expected(IReadOnlyList<VisitRow> rows, string sql, WindowKind window) =>
        Expected(rows, Visits.Read(Dictionary, sql, window));

    public Dictionary<string, TrueCell<IReadOnlyList<string>>> Expected(IReadOnlyList<VisitRow> rows, BoundedRead read) =>
        new BoundingOracle(Secret, rows, choice: Hash).Read(read);

    /// <summary>The plan of a query's statement at one server, each line.</summary>
    public async Task<IReadOnlyList<string>> ExplainAsync(string sql, WindowKind window, int server)
    {
        PostgresStatement statement = Statement(Visits.Read(Dictionary, sql, window));
        await using PostgresSession session = await _servers[server].OpenAsync(CancellationToken.None);
        await session.ReadStraightAsync(CancellationToken.None);
        return await session.QueryAsync("EXPLAIN (VERBOSE, COSTS OFF) " + statement.Sql, statement.Parameters, reader => reader.GetString(0), CancellationToken.None);
    }

    /// <summary>A session as the node has it.</summary>
    public Task<PostgresSession> OpenAsync(int server = 0) => _servers[server].OpenAsync(CancellationToken.None);

    /// <summary>Runs a statement at the data of a server, as their owner.</summary>
    public void Change(string sql, int server = 0) => Clusters.Execute(Places[server].Cluster, Places[server].Database, sql);

    /// <summary>The data version, as a question would find it.</summary>
    public string Version()
    {
        using IDataSnapshot snapshot = Engine.Open(CancellationToken.None);
        return snapshot.DataVersion;
    }

    public PostgresStatement Statement(BoundedRead read) => PostgresStatement.Of(Engine.Relation, read, Secret, PostgresSlice.Whole);

    public void Dispose()
    {
        Engine.Dispose();
        _folder.Dispose();
    }

    /// <summary>The settings of a server as a test's node has them.</summary>
    public static PostgresOptions Options((PostgresCluster Cluster, string Database) place, string name) => new()
    {
        Name = name,
        Host = PostgresCluster.Host,
        Port = place.Cluster.Port,
        Database = place.Database,
        User = PostgresClusters.Reader,
        PasswordFile = "password",
        RootCertificate = "root.pem",
        WorkMemory = "32MB",
    };

    /// <summary>The true cells of a read, of one snapshot.</summary>
    public static Dictionary<string, TrueCell<IReadOnlyList<string>>> Cells(IDataSnapshot snapshot, BoundedRead read) =>
        ((PostgresEngine.Snapshot)snapshot).ReadCells(read, CancellationToken.None).ToDictionary(cell => string.Join('|', cell.Key), StringComparer.Ordinal);

    // PostgresUnits' hash, from its description; the server orders it as a signed number.
    private ulong Hash(CanonicalQuery query, string unit, VisitRow row)
    {
        ulong seed = ReferenceLookupHash.Of(unit, (ulong)Secret.Seed("bounding", query.Hash));
        foreach (Dimension dimension in query.GroupBy)
        {
            seed = dimension.Codes is null ? ReferenceLookupHash.Of(row.Area, seed) : ReferenceLookupHash.Of((uint)BoundingOracle.PlaceOf(dimension, row), seed);
        }

        return seed ^ (1UL << 63);
    }

    private static void Deal(PostgresClusters clusters, List<(PostgresCluster Cluster, string Database)> shards, string csv)
    {
        PostgresCluster head = clusters.Of(0);
        string database = clusters.NewDatabase(head);
        clusters.Execute(head, database, $"CREATE EXTENSION postgres_fdw; CREATE TABLE crime.visits {Columns} PARTITION BY HASH (person); "
            + string.Concat(shards.Select((shard, index) =>
                $"CREATE SERVER shard_{index} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{PostgresCluster.Host}', port '{shard.Cluster.Port}', dbname '{shard.Database}', batch_size '500'); "
                + $"CREATE USER MAPPING FOR {PostgresCluster.Administrator} SERVER shard_{index} OPTIONS (user '{PostgresCluster.Administrator}', password '{shard.Cluster.Password}'); "
                + $"CREATE FOREIGN TABLE crime.visits_{index} PARTITION OF crime.visits FOR VALUES WITH (MODULUS {shards.Count}, REMAINDER {index}) SERVER shard_{index} OPTIONS (table_name 'visits'); ")));
        clusters.Copy(head, database, "crime.visits", csv);
    }
}
