using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Queries;
using FederatedGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FederatedGateway.Node.Tests;

/// <summary>The mapping of a PostgreSQL table that the product ships as an example.</summary>
public sealed class PostgresExampleTests(PostgresClusters clusters)
{
    [Fact]
    public void The_shipped_example_reads_a_table_as_it_says()
    {
        DataDictionary dictionary = DataDictionary.Read(YamlReader.ToCanonicalJson(File.ReadAllText(DeployFolder.PathOf("dictionaries/police-uk.yaml"))));
        NodeMapping mapping = MappingReader.Read(DeployFolder.PathOf("mappings/postgresql-example.yaml"), dictionary);
        PostgresCluster cluster = clusters.Of(0);
        string database = clusters.NewDatabase(cluster);
        clusters.Execute(cluster, database, """
            CREATE TABLE crime.offences (crime_reference text, reported_on date, offence_group text, outcome text, lsoa_2021 text, msoa_2021 text, council text);
            INSERT INTO crime.offences VALUES
                ('a', '2025-01-31', 'VIO', 'caution', 'W01001234', 'Cardiff 012', 'Cardiff'), ('a', '2025-01-31', 'VIO', NULL, 'W01001234', 'Cardiff 012', 'Cardiff'), ('b', '2025-02-01', 'BUR', NULL, NULL, NULL, NULL),
                (NULL, '2025-02-01', 'ASB', NULL, 'W01001234', 'Cardiff 012', 'Cardiff'), (NULL, '2025-02-02', 'ASB', NULL, 'W01001234', 'Cardiff 012', 'Cardiff'), ('c', '2025-03-31', 'new group', NULL, NULL, NULL, NULL)
            """);
        using var folder = new TemporaryFolder();
        folder.Write("root.pem", clusters.AuthorityPem);
        folder.Write("password", clusters.ReaderPassword);
        using PostgresEngine engine = PostgresSurvey.Open(
            mapping, dictionary, [PostgresVisits.Options((cluster, database), "records")], folder.Of, new NodeOptions(), NodeSecret.Draft(folder.Path), NullLogger.Instance);
        BoundedRead read = Visits.Read(dictionary, "SELECT crime_type, COUNT(*) AS n FROM police_offences GROUP BY crime_type", WindowKind.Month);
        using IDataSnapshot snapshot = engine.Open(CancellationToken.None);
        Assert.Equal(
            ["anti_social_behaviour 2", "burglary 1", "other_crime 1", "violence_and_sexual_offences 1"],
            ((PostgresEngine.Snapshot)snapshot).ReadCells(read, CancellationToken.None).Select(cell => $"{cell.Key[0]} {cell.Values[0]}").Order(StringComparer.Ordinal));
    }
}
