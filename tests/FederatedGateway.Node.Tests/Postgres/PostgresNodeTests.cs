using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedGateway.Node.Tests;

public sealed class PostgresNodeTests(PostgresClusters clusters)
{
    private const string Sql = "SELECT month, COUNT(*) AS n, COUNT(DISTINCT person) AS u FROM visits GROUP BY month";

    [Fact]
    public async Task An_answer_is_remembered_until_the_rows_change()
    {
        using NodeFolder folder = Folder(clusters.Of(0), out string database);
        await using RunningNode node = await RunningNode.StartAsync(folder, configuration => Configure(configuration, clusters.Of(0), database));
        AnswerResponse first = await node.AnswerAsync(folder.Sign(folder.Ask(Sql)));
        Assert.False(first.Remembered);
        AnswerResponse again = await node.AnswerAsync(folder.Sign(folder.Ask(Sql)));
        Assert.True(again.Remembered);
        Assert.Equal(first.Release, again.Release);
        Assert.Equal(folder.Agreement.Privacy.QueryPrice, node.Spent);

        clusters.Execute(clusters.Of(0), database, "DELETE FROM crime.visits WHERE ctid = (SELECT min(ctid) FROM crime.visits)");
        AnswerResponse changed = await node.AnswerAsync(folder.Sign(folder.Ask(Sql)));
        Assert.False(changed.Remembered);
        Assert.NotEqual(Read(folder, first).DataVersion, Read(folder, changed).DataVersion);
        Assert.Equal(folder.Agreement.Privacy.QueryPrice + folder.Agreement.Privacy.QueryPrice, node.Spent);
    }

    [Fact]
    public async Task A_rollup_is_one_charge_and_has_cells_at_every_level()
    {
        using NodeFolder folder = Folder(clusters.Of(0), out string database);
        await using RunningNode node = await RunningNode.StartAsync(folder, configuration => Configure(configuration, clusters.Of(0), database));
        const string Rollup = "SELECT place_kind, place, COUNT(*) AS n FROM visits WHERE month >= '2025-01' GROUP BY ROLLUP(place_kind, place)";
        Release release = Read(folder, await node.AnswerAsync(folder.Sign(folder.Ask(Rollup))));
        Assert.Equal([(0, ""), (1, "public"), (2, "pub")], release.Cells.Select(cell => (cell.Level, string.Join(' ', cell.Key))));
        Assert.Equal(folder.Agreement.Privacy.QueryPrice, node.Spent);
        Assert.True((await node.AnswerAsync(folder.Sign(folder.Ask(Rollup)))).Remembered);
    }

    [Fact]
    public async Task Sixty_four_askers_of_one_question_are_charged_once()
    {
        using NodeFolder folder = Folder(clusters.Of(0), out string database);
        await using RunningNode node = await RunningNode.StartAsync(folder, configuration => Configure(configuration, clusters.Of(0), database));
        AnswerResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => node.AnswerAsync(folder.Sign(folder.Ask(Sql)))));
        Assert.Single(answers.Select(answer => answer.Release).Distinct());
        Assert.Single(answers, answer => !answer.Remembered);
        Assert.Equal(folder.Agreement.Privacy.QueryPrice, node.Spent);
    }

    [Fact]
    public async Task A_server_that_goes_away_under_a_question_keeps_its_charge_and_serves_again_when_it_is_back()
    {
        using PostgresCluster cluster = clusters.StartNew();
        using NodeFolder folder = Folder(cluster, out string database);
        var clock = new InterruptingTime(folder.Time);
        await using RunningNode node = await RunningNode.StartAsync(
            folder,
            configuration => Configure(configuration, cluster, database),
            configure: services => services.AddSingleton(new AnswerTiming(clock, TimeSpan.Zero, TimeSpan.FromMinutes(1))));

        // The clock is read before the data are opened, and then between opening and reading them, when the charge is written.
        clock.Next = () => clock.Next = cluster.Kill;
        Assert.Equal(RefusalCode.SourceUnavailable, await node.RefusalOfAsync(folder.Sign(folder.Ask(Sql))));
        Assert.Equal(folder.Agreement.Privacy.QueryPrice, node.Spent);

        // While it is away, nothing is charged.
        Assert.Equal(RefusalCode.SourceUnavailable, await node.RefusalOfAsync(folder.Sign(folder.Ask(Sql))));
        Assert.Equal(folder.Agreement.Privacy.QueryPrice, node.Spent);

        cluster.Start();
        Assert.False((await node.AnswerAsync(folder.Sign(folder.Ask(Sql)))).Remembered);
        Assert.Equal(folder.Agreement.Privacy.QueryPrice + folder.Agreement.Privacy.QueryPrice, node.Spent);
    }

    [Fact]
    public async Task Somebody_without_budget_is_refused_without_a_look_at_the_server()
    {
        using PostgresCluster cluster = clusters.StartNew();
        using NodeFolder folder = PostgresNode.Folder(clusters, cluster, out string database, budget: 1);
        await using RunningNode node = await RunningNode.StartAsync(folder, configuration => Configure(configuration, cluster, database));
        Assert.False((await node.AnswerAsync(folder.Sign(folder.Ask(Sql)))).Remembered);

        cluster.Kill();
        Assert.Equal(RefusalCode.BudgetSpent, await node.RefusalOfAsync(folder.Sign(folder.Ask("SELECT COUNT(*) AS n FROM visits"))));
        Assert.Equal(RefusalCode.SourceUnavailable, await node.RefusalOfAsync(folder.Sign(folder.Ask(Sql))));
        Assert.Contains(node.Log.Lines, line => line.Contains("nothing is charged", StringComparison.Ordinal));
        Assert.Equal(folder.Agreement.Privacy.QueryPrice, node.Spent);
    }

    [Fact]
    public async Task A_row_that_breaks_an_expression_is_an_unavailable_source_and_in_no_log()
    {
        using NodeFolder folder = Folder(clusters.Of(0), out string database);
        string mapping = PostgresVisits.Mapping.Replace("expression: cost", "expression: cost::text::int", StringComparison.Ordinal).Replace("SERVERS", "s0", StringComparison.Ordinal);
        clusters.Execute(clusters.Of(0), database, "UPDATE crime.visits SET cost = round(cost)");
        folder.Files.Write("mapping.yaml", mapping);
        await using RunningNode node = await RunningNode.StartAsync(folder, configuration => Configure(configuration, clusters.Of(0), database));
        clusters.Execute(clusters.Of(0), database, "UPDATE crime.visits SET cost = 31.4159 WHERE ctid = (SELECT min(ctid) FROM crime.visits)");
        Assert.Equal(RefusalCode.SourceUnavailable, await node.RefusalOfAsync(folder.Sign(folder.Ask(Sql))));
        Assert.Equal(default, node.Spent);
        Assert.Contains(node.Log.Lines, line => line.Contains("SQLSTATE 22P02", StringComparison.Ordinal));
        Assert.DoesNotContain(node.Log.Lines, line => line.Contains("31.4159", StringComparison.Ordinal));
        Assert.DoesNotContain(node.Log.Lines, line => line.Contains(clusters.ReaderPassword, StringComparison.Ordinal));
    }

    private NodeFolder Folder(PostgresCluster cluster, out string database) => PostgresNode.Folder(clusters, cluster, out database);

    private static void Configure(JsonObject node, PostgresCluster cluster, string database) => PostgresNode.Configure(node, cluster, database);

    private static Release Read(NodeFolder folder, AnswerResponse response) =>
        Release.Parser.ParseFrom(response.Release.ToDomain()!.Verify(ReleaseDocument.PayloadType, [folder.NodeKey])!.Payload.Span);

    private static PrivacyLoss Spent(RunningNode node) => node.Spent;

    /// <summary>A clock that does something, once, when it is next read.</summary>
    private sealed class InterruptingTime(TimeProvider time) : TimeProvider
    {
        public Action? Next { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            (Action? now, Next) = (Next, null);
            now?.Invoke();
            return time.GetUtcNow();
        }
    }
}
