using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node.Tests;

public sealed class PostgresMemoryTests(PostgresClusters clusters)
{
    private const string ByArea = "SELECT area, COUNT(*) AS n FROM visits GROUP BY area";
    private const string ManyAreas = "INSERT INTO crime.visits SELECT 'p' || i, '2025-01', 'pub', 'A' || lpad(i::text, 4, '0'), 1 FROM generate_series(1, 5000) i";
    private static readonly DataDictionary Dictionary = Visits.Dictionary(area: "^[A-C][0-9]{1,4}$", areaLength: 5);

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(100, true)]
    public void Open_codes_count_as_many_as_the_operator_allows_and_not_as_many_as_occur(int openCodes, bool fits)
    {
        ReadingLimits limits = new(1, 1 << 17) { OpenCodes = openCodes };
        using PostgresVisits none = PostgresVisits.One(clusters, Dictionary, [], limits: limits);
        using PostgresVisits some = PostgresVisits.One(clusters, Dictionary, Visits.RandomRows(1, 90), limits: limits);
        BoundedRead read = Visits.Read(Dictionary, ByArea, WindowKind.AllTime);
        Assert.Equal((fits, fits), (none.Engine.CanRead([read]), some.Engine.CanRead([read])));
        Assert.True(some.Engine.CanRead([Visits.Read(Dictionary, "SELECT place, COUNT(*) AS n FROM visits GROUP BY place", WindowKind.AllTime)]));
    }

    [Fact]
    public void Each_server_may_have_its_own_open_codes()
    {
        ReadingLimits limits = new(1, 100 * PostgresTotals.BytesOf(Visits.Read(Dictionary, ByArea, WindowKind.AllTime))) { OpenCodes = 40 };
        using PostgresVisits one = PostgresVisits.One(clusters, Dictionary, [], limits: limits);
        using PostgresVisits three = PostgresVisits.Sharded(clusters, Dictionary, [], limits: limits);
        BoundedRead read = Visits.Read(Dictionary, ByArea, WindowKind.AllTime);
        Assert.Equal((true, false), (one.Engine.CanRead([read]), three.Engine.CanRead([read])));
    }

    [Fact]
    public void A_table_with_more_open_codes_than_the_limit_is_not_served()
    {
        ReadingLimits limits = new(1, 1 << 20) { OpenCodes = 4_999 };
        StartupException refused = Assert.Throws<StartupException>(() =>
            PostgresVisits.One(clusters, Dictionary, [], prepare: (cluster, database) => clusters.Execute(cluster, database, ManyAreas), limits: limits).Dispose());
        Assert.Contains("more than 4999 different combinations of area", refused.Message, StringComparison.Ordinal);
        Assert.Contains("raise Node:MaxOpenCodes", refused.Message, StringComparison.Ordinal);

        using PostgresVisits exact = PostgresVisits.One(
            clusters, Dictionary, [], prepare: (cluster, database) => clusters.Execute(cluster, database, ManyAreas), limits: limits with { OpenCodes = 5_000 });
    }

    [Fact]
    public void Values_that_are_no_codes_do_not_count()
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, Dictionary, Visits.RandomRows(1, 200), limits: new(1, 1 << 20) { OpenCodes = 12 });
        visits.Change("INSERT INTO crime.visits VALUES ('p1', '2025-01', 'pub', 'nowhere', 1), ('p1', '2025-01', 'pub', NULL, 1)");
        Assert.NotEqual(visits.Engine.DataVersion, visits.Version());
    }

    [Fact]
    public void Rows_that_bring_too_many_open_codes_while_the_node_runs_are_not_read()
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, Dictionary, Visits.RandomRows(1, 200), limits: new(1, 1 << 20) { OpenCodes = 12 });
        string before = visits.Version();
        visits.Change("INSERT INTO crime.visits VALUES ('p1', '2025-01', 'pub', 'C9999', 1)");
        Assert.Contains("more than 12 different combinations of area", Assert.Throws<DataEngineException>(visits.Version).Kind, StringComparison.Ordinal);
        visits.Change("DELETE FROM crime.visits WHERE area = 'C9999'");
        Assert.Equal(before, visits.Version());
    }

    [Fact]
    public async Task Sabotage_a_state_with_too_many_open_codes_read_all_the_same_ends_at_the_limit_and_the_next_question_is_answered()
    {
        ReadingLimits limits = new(1, 1 << 16) { OpenCodes = 5_000 };
        using PostgresVisits visits = PostgresVisits.One(clusters, Dictionary, [], prepare: (cluster, database) => clusters.Execute(cluster, database, ManyAreas), limits: limits);
        BoundedRead read = Visits.Read(Dictionary, ByArea, WindowKind.AllTime);
        Assert.False(visits.Engine.CanRead([read]));
        using (IDataSnapshot snapshot = visits.Engine.Open(CancellationToken.None))
        {
            DataEngineException refused = await Assert.ThrowsAsync<DataEngineException>(() => Task.Run(() => snapshot.Read(read, CancellationToken.None), TestContext.Current.CancellationToken));
            Assert.Equal("more groups than fit into the memory of one question", refused.Kind);
        }

        Assert.Equal(5_000, visits.Cells("SELECT COUNT(*) AS n FROM visits", WindowKind.AllTime)[""].Units);
    }

    // Without the cancellation the rest of a thousand million rows would be taken in.
    [Fact(Timeout = 60_000)]
    public async Task Rows_that_are_refused_end_their_statement_at_the_server()
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, Dictionary, []);
        await using PostgresSession session = await visits.OpenAsync();
        int rows = 0;
        await Assert.ThrowsAsync<DataEngineException>(() => session.StreamAsync(
            "SELECT generate_series(1, 1000000000)", new PostgresParameters(), _ => rows = rows < 10 ? rows + 1 : throw new DataEngineException("enough", ""), TestContext.Current.CancellationToken));
        Assert.Equal(10, rows);
    }

    [Fact]
    public async Task A_node_refuses_what_the_limit_does_not_fit_and_a_state_beyond_it_and_charges_for_neither()
    {
        using NodeFolder folder = PostgresNode.Folder(clusters, clusters.Of(0), out string database);
        await using RunningNode tight = await RunningNode.StartAsync(folder, node => Limit(PostgresNode.Configure(node, clusters.Of(0), database), memory: 1, openCodes: 10_000));
        Assert.Equal(RefusalCode.TooManyCells, await tight.RefusalOfAsync(folder.Sign(folder.Ask(ByArea))));
        Assert.Equal(default, tight.Spent);
        await tight.DisposeAsync();

        await using RunningNode node = await RunningNode.StartAsync(folder, node => Limit(PostgresNode.Configure(node, clusters.Of(0), database), memory: 1, openCodes: 1));
        Assert.False((await node.AnswerAsync(folder.Sign(folder.Ask(ByArea)))).Remembered);
        Privacy.PrivacyLoss spent = node.Spent;
        clusters.Execute(clusters.Of(0), database, "UPDATE crime.visits SET area = 'A2' WHERE ctid = (SELECT min(ctid) FROM crime.visits)");
        Assert.Equal(RefusalCode.SourceUnavailable, await node.RefusalOfAsync(folder.Sign(folder.Ask(ByArea))));
        Assert.Equal(RefusalCode.SourceUnavailable, await node.RefusalOfAsync(folder.Sign(folder.Ask("SELECT COUNT(*) AS n FROM visits"))));
        Assert.Equal(spent, node.Spent);
        Assert.Contains(node.Log.Lines, line => line.Contains("raise Node:MaxOpenCodes", StringComparison.Ordinal));
    }

    private static void Limit(JsonObject node, int memory, int openCodes) => (node["QueryMemoryMegabytes"], node["MaxOpenCodes"]) = (memory, openCodes);
}
