using System.Globalization;
using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

public sealed class PostgresMapTests(PostgresClusters clusters)
{
    private DataDictionary _dictionary = Visits.Dictionary();

    [Theory]
    [InlineData("(\"Person ID\" text, seen date, kind_of_place text, area_code char(2), cost numeric)", "'p' || i", "date '2025-01-01' + i % 28", "i + 0.5")]
    [InlineData("(\"Person ID\" numeric, seen text, kind_of_place varchar, area_code text, cost text)", "i", "to_char(date '2025-01-01' + i % 28, 'DD/MM/YYYY')", "i || ',50'")]
    [InlineData("(\"Person ID\" bigint, seen int, kind_of_place text, area_code text, cost float8)", "i", "to_char(date '2025-01-01' + i % 28, 'YYYYMMDD')::int", "i + 0.5")]
    [InlineData("(\"Person ID\" uuid, seen timestamptz, kind_of_place text, area_code text, cost real)", "md5(i::text)::uuid", "timestamptz '2025-01-05 10:00Z' + i % 20 * interval '1 day'", "i + 0.5")]
    public void A_table_gets_a_mapping_that_loads_as_it_is(string columns, string person, string seen, string cost) =>
        MapsAndLoads(columns, person, seen, cost, _dictionary, "month");

    [Theory]
    [InlineData("(\"Person ID\" text, seen date, kind_of_place text, area_code char(2), cost numeric)", "'p' || i", "date '2025-01-01' + i % 28", "i + 0.5")]
    [InlineData("(\"Person ID\" numeric, seen text, kind_of_place varchar, area_code text, cost text)", "i", "to_char(date '2025-01-01' + i % 28, 'DD/MM/YYYY')", "i || ',50'")]
    [InlineData("(\"Person ID\" text, seen text, kind_of_place varchar, area_code text, cost text)", "i", "(date '2025-01-01' + i % 28) || 'T00:30:00+01:00'", "i || '.50'")]
    [InlineData("(\"Person ID\" bigint, seen int, kind_of_place text, area_code text, cost float8)", "i", "to_char(date '2025-01-01' + i % 28, 'YYYYMMDD')::int", "i + 0.5")]
    [InlineData("(\"Person ID\" uuid, seen timestamptz, kind_of_place text, area_code text, cost real)", "md5(i::text)::uuid", "timestamptz '2025-01-05 23:59Z' + i % 20 * interval '1 day'", "i + 0.5")]
    public void A_table_gets_a_mapping_of_its_days(string columns, string person, string seen, string cost) =>
        MapsAndLoads(columns, person, seen, cost, Visits.Dictionary(time: Visits.Dates), "day_month", "day = '2025-01-11'");

    private void MapsAndLoads(string columns, string person, string seen, string cost, DataDictionary dictionary, string month, string? twoRows = null)
    {
        _dictionary = dictionary;
        PostgresCluster cluster = clusters.Of(0);
        string database = clusters.NewDatabase(cluster);
        clusters.Execute(cluster, database, $"CREATE TABLE crime.visits {columns}; INSERT INTO crime.visits SELECT {person}, {seen}, CASE i % 2 WHEN 0 THEN 'PUB' ELSE 'street' END, 'A' || i % 4, {cost} FROM generate_series(1, 40) i");
        using var folder = new TemporaryFolder();
        (int code, string mapping, string report) = Map(folder, cluster, database, "crime.visits");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("The source: 40 rows", report, StringComparison.Ordinal);
        Assert.Contains("The person could be: Person ID (40 values)", report, StringComparison.Ordinal);

        using PostgresEngine engine = Start(folder, cluster, database, mapping);
        using IDataSnapshot snapshot = engine.Open(CancellationToken.None);
        BoundedRead read = Visits.Read(_dictionary, $"SELECT {month}, place, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY {month}, place", WindowKind.AllTime);
        Assert.Equal(
            ["2025-01 pub: 20 20 43000", "2025-01 street: 20 20 41000"],
            ((PostgresEngine.Snapshot)snapshot).ReadCells(read, CancellationToken.None).Select(cell => string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', cell.Key)}: {cell.Units} {string.Join(' ', cell.Values)}")));
        if (twoRows is not null)
        {
            BoundedRead day = Visits.Read(_dictionary, $"SELECT COUNT(*) AS n FROM visits WHERE {twoRows}", WindowKind.AllTime);
            Assert.Equal(2, ((PostgresEngine.Snapshot)snapshot).ReadCells(day, CancellationToken.None).Single().Units);
        }
    }

    [Theory]
    [InlineData("crime.nothing", "s0", "has no \"crime\".\"nothing\" that the role can see")]
    [InlineData("crime.visits", "elsewhere", "Node:Servers has no elsewhere. It has: s0.")]
    public void What_cannot_be_looked_at_is_said_with_the_remedy(string table, string server, string problem)
    {
        PostgresCluster cluster = clusters.Of(0);
        string database = clusters.NewDatabase(cluster);
        using var folder = new TemporaryFolder();
        (int code, _, string report) = Map(folder, cluster, database, table, server);
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains(problem, report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_is_never_proposed_from_a_type_that_tells_none_apart()
    {
        PostgresCluster cluster = clusters.Of(0);
        string database = clusters.NewDatabase(cluster);
        clusters.Execute(cluster, database, "CREATE TABLE crime.visits (person_ref float8, month text); INSERT INTO crime.visits SELECT i, '2025-01' FROM generate_series(1, 40) i");
        using var folder = new TemporaryFolder();
        (int code, string mapping, string report) = Map(folder, cluster, database, "crime.visits");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("No column looks like the person", report, StringComparison.Ordinal);
        Assert.Contains("NOT MATCHED: name the column of the person", mapping, StringComparison.Ordinal);
    }

    private (int Code, string Mapping, string Report) Map(TemporaryFolder folder, PostgresCluster cluster, string database, string table, string server = "s0")
    {
        folder.Write("root.pem", clusters.AuthorityPem);
        folder.Write("password", clusters.ReaderPassword);
        folder.Write("dictionary.json", _dictionary.Document.ToArray());
        folder.Write("node.json", new JsonObject { ["Node"] = new JsonObject { ["Servers"] = new JsonArray(PostgresNode.Server(cluster, database, "s0")) } }.ToJsonString());
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter());
        int code = NodeInspection.Run(["map", "--table", table, "--server", server, "--config", folder.Path, "--dictionary", folder.Of("dictionary.json")], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private PostgresEngine Start(TemporaryFolder folder, PostgresCluster cluster, string database, string mapping)
    {
        folder.Write(NodeSecret.FileName, new byte[32]);
        return PostgresSurvey.Open(
            MappingReader.Read(folder.Write("mapping.yaml", mapping), _dictionary), _dictionary, [PostgresVisits.Options((cluster, database), "s0")], folder.Of,
            new NodeOptions { MaxRefusedShare = 0 }, NodeSecret.Read(folder.Path), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }
}
