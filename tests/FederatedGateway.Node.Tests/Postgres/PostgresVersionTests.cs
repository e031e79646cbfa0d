using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using Npgsql;

namespace FederatedGateway.Node.Tests;

public sealed class PostgresVersionTests(PostgresClusters clusters)
{
    private readonly DataDictionary _dictionary = Visits.Dictionary();

    [Fact]
    public void A_version_changes_with_the_rows_and_with_nothing_else()
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, _dictionary, Visits.RandomRows(1, 200));
        string first = visits.Version();
        Assert.Equal(first, visits.Version());
        foreach (string change in (string[])
            [
                "CREATE TABLE public.elsewhere AS SELECT 1",
                "CREATE TABLE crime.same AS SELECT * FROM crime.visits ORDER BY random(); TRUNCATE crime.visits; INSERT INTO crime.visits SELECT * FROM crime.same",
                "ALTER TABLE crime.visits ADD COLUMN remark text; UPDATE crime.visits SET remark = 'seen'",
            ])
        {
            visits.Change(change);
            Assert.Equal(first, visits.Version());
        }

        string[] versions = [.. ((string[])
            [
                "UPDATE crime.visits SET cost = cost + 0.01 WHERE ctid = (SELECT min(ctid) FROM crime.visits)",
                "INSERT INTO crime.visits SELECT * FROM crime.visits LIMIT 1",
                "UPDATE crime.visits SET person = NULL WHERE ctid = (SELECT max(ctid) FROM crime.visits WHERE person IS NOT NULL)",
                "DELETE FROM crime.visits WHERE ctid = (SELECT min(ctid) FROM crime.visits)",
                "TRUNCATE crime.visits",
            ]).Select(change =>
            {
                visits.Change(change);
                return visits.Version();
            })];
        Assert.Equal(versions.Length + 1, versions.Append(first).Distinct().Count());
    }

    [Fact]
    public void Values_that_rows_swap_make_a_new_version()
    {
        using PostgresVisits visits = PostgresVisits.One(clusters, _dictionary, Enumerable.Range(0, 40).Select(index => new VisitRow($"p{index}", "2025-01", "Pub", "A1", 100 * index)));
        var versions = new List<string> { visits.Version() };
        for (int pair = 0; pair < 20; pair++)
        {
            visits.Change($"UPDATE crime.visits SET person = CASE person WHEN 'p{2 * pair}' THEN 'p{(2 * pair) + 1}' ELSE 'p{2 * pair}' END WHERE person IN ('p{2 * pair}', 'p{(2 * pair) + 1}')");
            versions.Add(visits.Version());
        }

        Assert.Equal(21, versions.Distinct().Count());
    }

    [Fact]
    public void Integers_whose_halves_come_to_the_same_make_a_new_version()
    {
        using PostgresVisits visits = PostgresVisits.One(
            clusters, _dictionary, Visits.RandomRows(1, 20), PostgresVisits.Mapping.Replace("expression: person", "expression: number", StringComparison.Ordinal),
            prepare: (cluster, database) => clusters.Execute(cluster, database, "ALTER TABLE crime.visits ADD COLUMN number bigint DEFAULT 5"));
        string first = visits.Version();
        visits.Change("UPDATE crime.visits SET number = 4294967296 + 4");
        Assert.NotEqual(first, visits.Version());
    }

    [Fact]
    public void A_unit_of_citext_is_one_in_any_case()
    {
        using PostgresVisits visits = PostgresVisits.One(
            clusters, _dictionary, [], prepare: (cluster, database) =>
            {
                clusters.Execute(cluster, database, "CREATE EXTENSION citext; ALTER TABLE crime.visits ALTER COLUMN person TYPE citext");
                clusters.Copy(cluster, database, "crime.visits", $"{Visits.Header}\nAnn,2025-01,Pub,A1,1\nann,2025-01,Pub,A1,1\n");
            });
        Assert.Equal(1, visits.Cells("SELECT COUNT(*) AS n FROM visits", WindowKind.AllTime)[""].Units);
    }

    [Fact]
    public void A_change_on_any_server_of_a_shared_table_makes_a_new_version()
    {
        using PostgresVisits visits = PostgresVisits.Sharded(clusters, _dictionary, Visits.RandomRows(1, 200));
        var versions = new List<string> { visits.Version(), visits.Version() };
        Assert.Single(versions.Distinct());
        for (int server = 0; server < 3; server++)
        {
            visits.Change("DELETE FROM crime.visits WHERE ctid = (SELECT min(ctid) FROM crime.visits)", server);
            versions.Add(visits.Version());
        }

        Assert.Equal(4, versions.Distinct().Count());
    }

    [Fact]
    public void Expressions_that_change_by_themselves_are_told_from_the_rows_each_time()
    {
        string mapping = PostgresVisits.Mapping.Replace("expression: cost", "expression: \"cost + date_part('microseconds', clock_timestamp())::int % 100 / 100.0\"", StringComparison.Ordinal);
        using PostgresVisits visits = PostgresVisits.One(
            clusters, _dictionary, Visits.RandomRows(1, 200).Select(row => row with { Cost = row.Cost - 100 > -5_000 ? row.Cost - 100 : row.Cost }), mapping);
        Assert.NotEqual(visits.Version(), visits.Version());
    }

    [Fact]
    public void A_view_is_followed_to_the_rows_behind_it()
    {
        using PostgresVisits visits = PostgresVisits.One(
            clusters, _dictionary, Visits.RandomRows(1, 200), PostgresVisits.Mapping.Replace("table: visits", "table: Seen Visits", StringComparison.Ordinal),
            prepare: (cluster, database) => clusters.Execute(cluster, database, "CREATE VIEW crime.\"Seen Visits\" AS SELECT * FROM crime.visits WHERE place <> 'street'"));
        string first = visits.Version();
        visits.Change("DELETE FROM crime.visits WHERE ctid = (SELECT min(ctid) FROM crime.visits WHERE place = 'pub')");
        Assert.NotEqual(first, visits.Version());
    }

    [Fact]
    public void What_is_read_is_what_the_version_names_whatever_happens_in_between()
    {
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(1, 200);
        const string Sql = "SELECT place, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY place";
        using PostgresVisits visits = PostgresVisits.One(clusters, _dictionary, rows);
        using IDataSnapshot snapshot = visits.Engine.Open(CancellationToken.None);
        visits.Change("DELETE FROM crime.visits");
        Assert.NotEqual(snapshot.DataVersion, visits.Version());
        Assert.Equal(0, visits.Cells("SELECT COUNT(*) AS n FROM visits", WindowKind.AllTime)[""].Units);

        // The snapshot's cells can only be measured; a plan whose noise is far below one shows them.
        BoundedRead read = Visits.Read(_dictionary, Sql, WindowKind.AllTime);
        MeasurementPlan plan = MeasurementPlan.Create(new(new(1_000_000_000_000_000, 500_000_000_000_000), 1, read.Bound), read.Components);
        var released = plan.Measure(snapshot.Read(read, CancellationToken.None)).Value.ToDictionary(cell => string.Join('|', cell.Key), cell => cell.Values);
        Dictionary<string, TrueCell<IReadOnlyList<string>>> expected = visits.Expected(rows, Sql, WindowKind.AllTime);
        Assert.NotEmpty(released);
        Assert.All(released, cell => Assert.InRange((long)cell.Value[0] - expected[cell.Key].Values[0], -5, 5));
    }

    [Fact]
    public async Task A_question_whose_time_is_over_ends_at_the_server_too()
    {
        const string Pass = "CREATE FUNCTION crime.pass(cost numeric) RETURNS numeric LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_lock_shared(7), pg_advisory_unlock_shared(7); RETURN cost; END $$";
        using PostgresVisits visits = PostgresVisits.One(
            clusters, _dictionary, Visits.RandomRows(1, 200), PostgresVisits.Mapping.Replace("expression: cost", "expression: crime.pass(cost)", StringComparison.Ordinal),
            prepare: (cluster, database) => clusters.Execute(cluster, database, Pass));
        (PostgresCluster cluster, string database) = visits.Places[0];
        using IDataSnapshot snapshot = visits.Engine.Open(CancellationToken.None);
        using NpgsqlConnection blocker = clusters.Connect(cluster, database);
        using (var locking = new NpgsqlCommand("SELECT pg_advisory_lock(7)", blocker))
        {
            locking.ExecuteNonQuery();
        }

        using var limit = new CancellationTokenSource();
        var reading = Task.Run(() => snapshot.Read(Visits.Read(_dictionary, "SELECT SUM(cost) AS s FROM visits", WindowKind.AllTime), limit.Token), TestContext.Current.CancellationToken);
        while (Waiting() == 0)
        {
            Assert.False(reading.IsCompleted);
        }

        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        long begun = TimeProvider.System.GetTimestamp();
        while (Waiting() > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(1), "The server still reads for a question that was stopped.");
        }

        int Waiting() => clusters.Lines(cluster, database,
            "SELECT pid::text FROM pg_stat_activity WHERE application_name = 'federatedgateway-node' AND datname = current_database() AND wait_event_type = 'Lock'").Count;
    }
}
