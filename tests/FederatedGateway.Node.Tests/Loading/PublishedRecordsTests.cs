using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using FederatedGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FederatedGateway.Node.Tests;

/// <summary>Published records of emergency departments and of road collisions, through the packs and mappings that the product ships.</summary>
public sealed class PublishedRecordsTests
{
    private const string Injuries = "data/neiss_ed_infants/infants.csv.gz";
    private const string Casualties = "data/stats19_gm/STATS19_road_casualties_2019-Jun2024.csv.gz";

    [Fact]
    public async Task A_node_answers_injuries_by_sex_within_months_from_the_published_file()
    {
        using var folder = new NodeFolder(Subject("emergency-injuries", "neiss-infants", "infant_injuries", "incident", "date, sex", Injuries));
        await using RunningNode node = await RunningNode.StartAsync(folder);
        Release release = await AnswerAsync(node, folder, "SELECT date_month, sex, COUNT(*) AS n FROM infant_injuries WHERE date_year = 2021 GROUP BY date_month, sex");

        string[][] keys = [.. release.Cells.Select(cell => cell.Key.ToArray())];
        Assert.Equal(12, keys.Where(key => key[1] == "male").Select(key => key[0]).Distinct().Count());
        Assert.Equal(12, keys.Where(key => key[1] == "female").Select(key => key[0]).Distinct().Count());

        // Of the 62 rows without a sex no ten fall into one month: what is below k is not shown.
        Assert.DoesNotContain(keys, key => key[1] == "unknown");

        // The file has 21,366 rows of 2021. The noise of 24 cells together has a standard deviation below 20: false alarms below 1e-6 by far.
        Assert.InRange(release.Cells.Sum(cell => cell.Values[0]), 21_366 - 300, 21_366 + 300);
    }

    [Fact]
    public async Task A_node_answers_casualties_by_severity_within_months_with_the_collision_as_unit()
    {
        using var folder = new NodeFolder(Subject("road-casualties", "stats19-gm", "road_casualties", "incident", "date, severity", Casualties));
        await using RunningNode node = await RunningNode.StartAsync(folder);
        Release release = await AnswerAsync(node, folder, "SELECT date_month, severity, COUNT(*) AS n, COUNT(DISTINCT incident) AS c FROM road_casualties WHERE date_year = 2023 GROUP BY date_month, severity");

        Cell slight = release.Cells.First(cell => cell.Key[1] == "slight");
        Assert.Equal(12, release.Cells.Count(cell => cell.Key[1] == "slight"));
        Assert.Equal(["rows", "units"], release.Components.Select(component => component.Id));
        Assert.InRange(slight.Values[0], 100, 400);
        Assert.InRange(slight.Values[1], 50, 300);
    }

    [Fact]
    public void Days_of_the_week_are_those_that_the_police_recorded()
    {
        string path = SharedFolder.PathOf(Casualties);
        using var folder = new TemporaryFolder();
        (DataDictionary dictionary, _, ClusteredEngine engine) = Load(folder, path);
        using ClusteredEngine used = engine;

        // A collision is on one day, so its bounds leave it in one group with three rows at the most.
        Dictionary<string, int> recorded = Rows(path).GroupBy(row => row[0]).GroupBy(collision => collision.First()[4].ToLowerInvariant())
            .ToDictionary(day => day.Key, day => day.Sum(collision => int.Min(3, collision.Count())));
        IReadOnlyList<TrueCell<IReadOnlyList<string>>> cells = used.ReadCells(
            Visits.Read(dictionary, "SELECT date_weekday, COUNT(*) AS n FROM road_casualties GROUP BY date_weekday", WindowKind.CalendarYear), CancellationToken.None);
        Assert.Equal(7, cells.Count);
        Assert.All(cells, cell => Assert.Equal(recorded[cell.Key[0]], cell.Values[0]));
    }

    [Fact]
    public void One_collision_gives_an_answer_no_more_than_its_bounds()
    {
        string path = SharedFolder.PathOf(Casualties);
        using var folder = new TemporaryFolder();
        (DataDictionary dictionary, ClusteredCopy copy, ClusteredEngine engine) = Load(folder, path);
        using ClusteredEngine used = engine;

        // The published file: 20,435 casualties of 15,645 collisions, 16 in the worst one.
        Assert.Equal((20_435, 15_645), (copy.Manifest.Rows, copy.Manifest.Units));
        TrueCell<IReadOnlyList<string>> all = used.ReadCells(Visits.Read(dictionary, "SELECT COUNT(*) AS n FROM road_casualties", WindowKind.AllTime), CancellationToken.None).Single();
        Assert.Equal(15_645, all.Units);
        Assert.Equal(Rows(path).GroupBy(row => row[0]).Sum(collision => Math.Min(3, collision.Count())), all.Values[0]);
    }

    private static (DataDictionary Dictionary, ClusteredCopy Copy, ClusteredEngine Engine) Load(TemporaryFolder folder, string path)
    {
        DataDictionary dictionary = DeployFolder.Dictionary("road-casualties");
        NodeMapping mapping = MappingReader.Read(DeployFolder.PathOf("mappings/stats19-gm.yaml"), dictionary, [path]);
        NodeSecret secret = NodeSecret.Draft(folder.Path);
        ClusteredCopy copy = new DatasetLoader(new CopyFolder(folder.Path), secret, new LoadingLimits("1GB", 0.001), NullLogger.Instance).Load(mapping, dictionary);
        return (dictionary, copy, new ClusteredEngine(copy, secret, LoadedVisits.Plenty));
    }

    private static IEnumerable<string[]> Rows(string path)
    {
        using var text = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress));
        text.ReadLine();
        while (text.ReadLine() is { } line)
        {
            yield return line.Split(',');
        }
    }

    private static NodeSubject Subject(string pack, string mapping, string dataset, string unit, string dimensions, string file) => new(
        DeployFolder.Dictionary(pack), File.ReadAllText(DeployFolder.PathOf($"mappings/{mapping}.yaml")), dataset, unit, dimensions, [SharedFolder.PathOf(file)], Epsilon: 4);

    private static async Task<Release> AnswerAsync(RunningNode node, NodeFolder folder, string sql)
    {
        AnswerResponse response = await node.AnswerAsync(folder.Sign(folder.Ask(sql)));
        VerifiedEnvelope? verified = response.Release.ToDomain()?.Verify(ReleaseDocument.PayloadType, [folder.NodeKey]);
        Assert.NotNull(verified);
        return Release.Parser.ParseFrom(verified.Payload.Span);
    }
}
