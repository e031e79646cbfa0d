using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FederatedGateway.Node.Tests;

/// <summary>The published street-level files, through the mapping that the product ships.</summary>
public sealed class PoliceStreetTests
{
    [Theory]
    [InlineData("gwent", 17_003)]
    [InlineData("merseyside", 35_487)]
    [InlineData("south-wales", 32_557)]
    public void The_published_files_load_as_they_are_with_hardly_a_row_refused(string force, long rows)
    {
        string data = SharedFolder.PathOf("data/police_uk_street");
        using var folder = new TemporaryFolder();
        DataDictionary dictionary = DataDictionary.Read(YamlReader.ToCanonicalJson(File.ReadAllText(DeployFolder.PathOf("dictionaries/police-uk.yaml"))));
        NodeMapping mapping = MappingReader.Read(DeployFolder.PathOf("mappings/police-uk-street.yaml"), dictionary, [Path.Combine(data, $"*-{force}-street.csv.gz")]);
        NodeSecret secret = NodeSecret.Draft(folder.Path);
        ClusteredCopy copy = new DatasetLoader(new CopyFolder(folder.Path), secret, new LoadingLimits("1GB", 0.001), NullLogger.Instance).Load(mapping, dictionary);
        using var engine = new ClusteredEngine(copy, secret, LoadedVisits.Plenty);

        BoundedRead read = Visits.Read(dictionary, "SELECT month, crime_type, COUNT(*) AS n FROM police_offences GROUP BY month, crime_type", WindowKind.Month);
        IReadOnlyList<TrueCell<IReadOnlyList<string>>> cells = engine.ReadCells(read, CancellationToken.None);
        Assert.Equal(3, cells.Select(cell => cell.Key[1]).Distinct().Count());
        // Some crimes are published twice under one Crime ID; bounding keeps one row of each.
        Assert.InRange(cells.Sum(cell => cell.Values[0]), rows * 0.98, rows);

        BoundedRead finest = Visits.Read(dictionary, "SELECT council_area, msoa, lsoa, COUNT(*) AS n FROM police_offences GROUP BY ROLLUP(council_area, msoa, lsoa)", WindowKind.Month, level: 3);
        IReadOnlyList<TrueCell<IReadOnlyList<string>>> small = engine.ReadCells(finest, CancellationToken.None);
        Assert.Equal(["council_area", "lsoa", "msoa"], finest.Query.GroupBy.Select(dimension => dimension.Name));
        Assert.All(small, cell => Assert.StartsWith(cell.Key[0], cell.Key[2], StringComparison.Ordinal));
        Assert.All(small.GroupBy(cell => cell.Key[1]), lsoa => Assert.Single(lsoa.Select(cell => cell.Key[2]).Distinct()));
        Assert.InRange(small.Select(cell => cell.Key[2]).Distinct().Count(), 50, small.Count / 3);
    }
}
