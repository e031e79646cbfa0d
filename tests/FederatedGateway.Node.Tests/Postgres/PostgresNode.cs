using System.Text.Json.Nodes;
using FederatedGateway.Demo;
using FederatedGateway.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedGateway.Node.Tests;

/// <summary>A node's folder and configuration over a table of visits in PostgreSQL: 2,000 persons in one place and area, half of them in each of two months.</summary>
internal static class PostgresNode
{
    public static NodeFolder Folder(PostgresClusters clusters, PostgresCluster cluster, out string database, double budget = 4)
    {
        database = clusters.NewDatabase(cluster);
        clusters.Execute(cluster, database, "CREATE TABLE crime.visits (person text, month text, place text, area text, cost numeric)");
        clusters.Copy(cluster, database, "crime.visits", Visits.Csv(Enumerable.Range(0, 2_000).Select(person => new VisitRow($"p{person}", person % 2 == 0 ? "2025-01" : "2025-02", "pub", "A1", 100 * (person % 90)))));
        var folder = new NodeFolder("", budget);
        folder.Files.Write("mapping.yaml", PostgresVisits.Mapping.Replace("SERVERS", "s0", StringComparison.Ordinal));
        folder.Files.Write("root.pem", clusters.AuthorityPem);
        folder.Files.Write("password", clusters.ReaderPassword);
        return folder;
    }

    public static JsonObject Configure(JsonObject node, PostgresCluster cluster, string database)
    {
        node["Servers"] = new JsonArray(Server(cluster, database, "s0"));
        return node;
    }

    public static JsonObject Server(PostgresCluster cluster, string database, string name) => new()
    {
        ["Name"] = name,
        ["Host"] = PostgresCluster.Host,
        ["Port"] = cluster.Port,
        ["Database"] = database,
        ["User"] = PostgresClusters.Reader,
        ["PasswordFile"] = "password",
        ["RootCertificate"] = "root.pem",
    };
}
