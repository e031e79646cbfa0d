using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Queries;
using Npgsql;

namespace FederatedGateway.Node.Tests;

public sealed class PostgresChangeTests(PostgresClusters clusters)
{
    private const string Sql = "SELECT COUNT(*) AS n FROM visits";
    private readonly DataDictionary _dictionary = Visits.Dictionary();

    [Theory]
    [InlineData("ALTER TABLE crime.visits ALTER COLUMN cost TYPE text", "numeric for cost")]
    [InlineData("ALTER TABLE crime.visits ALTER COLUMN person TYPE varchar(40)", "text for unit")]
    [InlineData("ALTER TABLE crime.visits ALTER COLUMN person TYPE text COLLATE \"C\"", "column person of type text with collation \"default\"")]
    [InlineData("ALTER TABLE crime.visits RENAME COLUMN cost TO price", "SQLSTATE 42703")]
    [InlineData("ALTER TABLE crime.visits DROP COLUMN area", "SQLSTATE 42703")]
    [InlineData("ALTER TABLE crime.visits RENAME TO seen", "SQLSTATE 42P01")]
    [InlineData("DROP TABLE crime.visits", "SQLSTATE 42P01")]
    [InlineData("ALTER TABLE crime.visits RENAME TO seen; CREATE VIEW crime.visits AS SELECT * FROM crime.seen", "kind r")]
    [InlineData("REVOKE SELECT ON crime.visits FROM " + PostgresClusters.Reader, "SQLSTATE 42501")]
    [InlineData("GRANT UPDATE ON crime.visits TO " + PostgresClusters.Reader, "no start would serve it")]
    [InlineData("CREATE TABLE crime.notes (note text); GRANT INSERT ON crime.notes TO " + PostgresClusters.Reader, "no start would serve it")]
    public void A_table_that_is_not_what_the_start_saw_is_not_read(string change, string what)
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, _dictionary, Visits.RandomRows(1, 60));
        visits.Change(change);
        DataEngineException refused = Assert.Throws<DataEngineException>(visits.Version);
        Assert.Contains("\"crime\".\"visits\" on s0 is not as the node found it when it started", refused.Kind, StringComparison.Ordinal);
        Assert.Contains(what, refused.Kind, StringComparison.Ordinal);
        Assert.Matches("start the node again|GRANT|Give the node a role", refused.Remedy);
    }

    [Fact]
    public void A_table_that_is_put_back_is_read_again_as_the_same_state()
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, _dictionary, Visits.RandomRows(1, 60));
        string before = visits.Version();
        visits.Change("ALTER TABLE crime.visits RENAME COLUMN cost TO price");
        Assert.Throws<DataEngineException>(visits.Version);
        visits.Change("ALTER TABLE crime.visits RENAME COLUMN price TO cost");
        Assert.Equal(before, visits.Version());
    }

    [Theory]
    [InlineData("ALTER TABLE crime.visits ADD COLUMN remark text")]
    [InlineData("CREATE TABLE crime.fresh AS SELECT * FROM crime.visits; GRANT SELECT ON crime.fresh TO " + PostgresClusters.Reader + "; DROP TABLE crime.visits; ALTER TABLE crime.fresh RENAME TO visits")]
    [InlineData("CREATE INDEX ON crime.visits (person); ANALYZE crime.visits")]
    public void What_a_reading_does_not_depend_on_may_change(string change)
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, _dictionary, Visits.RandomRows(1, 60));
        string before = visits.Version();
        visits.Change(change);
        Assert.Equal(before, visits.Version());
    }

    [Theory]
    [InlineData("ALTER TABLE crime.visits DETACH PARTITION crime.visits_part", "it had a partition by HASH (person), modulus 3, remainder 1")]
    [InlineData("CREATE TABLE crime.more PARTITION OF crime.visits FOR VALUES WITH (MODULUS 3, REMAINDER 0)", "it did not have a partition by HASH (person), modulus 3, remainder 0")]
    public void Servers_that_come_to_share_the_table_otherwise_are_not_read(string change, string what)
    {
        using PostgresVisits visits = PostgresVisits.Sharded(clusters, _dictionary, Visits.RandomRows(1, 60));
        visits.Version();
        visits.Change(change, server: 1);
        DataEngineException refused = Assert.Throws<DataEngineException>(visits.Version);
        Assert.Contains("on s1", refused.Kind, StringComparison.Ordinal);
        Assert.Contains(what, refused.Kind, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ALTER TABLE crime.more INHERIT crime.visits")]
    [InlineData(" PARTITION BY LIST (month)", "ALTER TABLE crime.visits ATTACH PARTITION crime.more FOR VALUES IN ('2025-02')")]
    public void Rows_that_are_attached_between_version_and_read_are_refused_and_belong_to_the_next_version(string partitioning, string attach)
    {
        using PostgresVisits visits = WithMore(partitioning);
        using (IDataSnapshot snapshot = visits.Engine.Open(CancellationToken.None))
        {
            // Nothing keeps the server from it: the lock of a reader lets it through, and a plan follows the catalogue and not the snapshot.
            visits.Change(attach);
            DataEngineException refused = Assert.Throws<DataEngineException>(() => snapshot.Read(Visits.Read(_dictionary, Sql, WindowKind.AllTime), CancellationToken.None));
            Assert.Contains("added to \"crime\".\"visits\" on s0 while it was read", refused.Kind, StringComparison.Ordinal);
            Assert.NotEqual(snapshot.DataVersion, visits.Version());
        }

        Assert.Equal(3, visits.Cells(Sql, WindowKind.AllTime)[""].Units);
    }

    [Fact]
    public void Rows_that_are_attached_to_what_only_a_column_of_a_view_needs_are_refused()
    {
        using PostgresVisits visits = PostgresVisits.One(
            clusters, _dictionary, Visits.RandomRows(1, 60), PostgresVisits.Mapping.Replace("table: visits", "table: seen", StringComparison.Ordinal), prepare: (cluster, database) => clusters.Execute(
                cluster,
                database,
                "CREATE TABLE crime.places (name text, code text) PARTITION BY LIST (name); CREATE TABLE crime.pubs PARTITION OF crime.places FOR VALUES IN ('pub'); CREATE TABLE crime.streets (name text, code text); "
                + "INSERT INTO crime.places VALUES ('pub', 'pub'); INSERT INTO crime.streets VALUES ('street', 'street'); GRANT SELECT ON ALL TABLES IN SCHEMA crime TO PUBLIC; "
                + "CREATE VIEW crime.seen AS SELECT v.person, v.month, (SELECT p.code FROM crime.places p WHERE p.name = v.place) AS place, v.area, v.cost FROM crime.visits v; GRANT SELECT ON crime.seen TO PUBLIC"));
        using IDataSnapshot snapshot = visits.Engine.Open(CancellationToken.None);
        visits.Change("ALTER TABLE crime.places ATTACH PARTITION crime.streets FOR VALUES IN ('street')");
        DataEngineException refused = Assert.Throws<DataEngineException>(() => snapshot.Read(Visits.Read(_dictionary, Sql, WindowKind.AllTime), CancellationToken.None));
        Assert.Contains("while it was read", refused.Kind, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER TABLE crime.more INHERIT crime.others")]
    [InlineData("INSERT INTO crime.visits SELECT * FROM crime.more; ANALYZE crime.visits")]
    public void What_happens_elsewhere_or_to_the_rows_alone_between_version_and_read_refuses_nothing(string change)
    {
        using PostgresVisits visits = WithMore("");
        visits.Change("CREATE TABLE crime.others (LIKE crime.visits)");
        using IDataSnapshot snapshot = visits.Engine.Open(CancellationToken.None);
        visits.Change(change);
        Assert.Equal(2, PostgresVisits.Cells(snapshot, Visits.Read(_dictionary, Sql, WindowKind.AllTime))[""].Units);
    }

    [Fact]
    public void A_table_under_row_security_since_the_start_is_told_from_the_rows_that_the_role_sees()
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, _dictionary, Visits.RandomRows(1, 60));
        visits.Change("CREATE FUNCTION crime.odd() RETURNS bool LANGUAGE sql VOLATILE AS 'SELECT random() < 0.5'; GRANT EXECUTE ON FUNCTION crime.odd() TO PUBLIC; "
            + "ALTER TABLE crime.visits ENABLE ROW LEVEL SECURITY; CREATE POLICY chance ON crime.visits FOR SELECT USING (crime.odd())");

        // By 60 rows each seen with one half: two readings agree in all with a probability of 2^-60.
        Assert.NotEqual(visits.Version(), visits.Version());
    }

    [Fact]
    public async Task Rows_that_are_emptied_and_filled_again_while_the_data_are_opened_are_seen_whole()
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, _dictionary, Visits.RandomRows(1, 200));
        (PostgresCluster cluster, string database) = visits.Places[0];
        using NpgsqlConnection writer = clusters.Connect(cluster, database);
        using NpgsqlTransaction load = writer.BeginTransaction();
        using (var reload = new NpgsqlCommand(
            "CREATE TEMP TABLE kept AS SELECT * FROM crime.visits; TRUNCATE crime.visits; INSERT INTO crime.visits SELECT * FROM kept; INSERT INTO crime.visits SELECT * FROM kept LIMIT 1", writer, load))
        {
            reload.ExecuteNonQuery();
        }

        var opening = Task.Run(() => visits.Cells(Sql, WindowKind.AllTime)[""].Values[0], TestContext.Current.CancellationToken);
        while (clusters.Lines(cluster, database, "SELECT 'waits' FROM pg_stat_activity WHERE application_name = 'federatedgateway-node' AND datname = current_database() AND wait_event_type = 'Lock'").Count == 0)
        {
            Assert.False(opening.IsCompleted);
        }

        load.Commit();
        Assert.True(await opening > 0);
    }

    [Fact]
    public async Task A_changed_table_is_an_unavailable_source_at_no_charge_with_the_remedy_in_the_log()
    {
        using NodeFolder folder = PostgresNode.Folder(clusters, clusters.Of(0), out string database);
        await using RunningNode node = await RunningNode.StartAsync(folder, configuration => PostgresNode.Configure(configuration, clusters.Of(0), database));
        clusters.Execute(clusters.Of(0), database, "ALTER TABLE crime.visits ALTER COLUMN cost TYPE text");
        Assert.Equal(RefusalCode.SourceUnavailable, await node.RefusalOfAsync(folder.Sign(folder.Ask(Sql))));
        Assert.Equal(default, node.Spent);
        Assert.Contains(node.Log.Lines, line => line.Contains("it had numeric for cost", StringComparison.Ordinal) && line.Contains("start the node again", StringComparison.Ordinal));
        clusters.Execute(clusters.Of(0), database, "ALTER TABLE crime.visits ALTER COLUMN cost TYPE numeric USING cost::numeric");
        Assert.False((await node.AnswerAsync(folder.Sign(folder.Ask(Sql)))).Remembered);
    }

    // Two persons in the table, and a third beside it.
    private PostgresVisits WithMore(string partitioning) => PostgresVisits.One(
        clusters, _dictionary, [], columns: PostgresVisits.Columns + partitioning, prepare: (cluster, database) =>
        {
            clusters.Execute(cluster, database, (partitioning.Length == 0 ? "" : "CREATE TABLE crime.january PARTITION OF crime.visits FOR VALUES IN ('2025-01'); ")
                + "CREATE TABLE crime.more (LIKE crime.visits); INSERT INTO crime.more VALUES ('p3', '2025-02', 'Pub', 'A1', 1)");
            clusters.Copy(cluster, database, "crime.visits", $"{Visits.Header}\np1,2025-01,Pub,A1,1\np2,2025-01,Home,A1,1\n");
        });
}
