using DuckDB.NET.Data;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FederatedGateway.Node.Tests;

/// <summary>A data version is of the bytes that were read, and a file that is half written is not read.</summary>
public sealed class SourceSnapshotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataDictionary _dictionary = Visits.Dictionary();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_grows_after_its_version_was_computed_stops_the_load()
    {
        SourceSnapshot snapshot = Take();
        File.AppendAllText(_folder.Of("visits.csv"), "p2,2025-01,Pub,A1,1\n");
        Assert.Contains("visits.csv changed while it was read", Load(snapshot).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_bytes_change_under_the_same_length_and_time_stops_the_load()
    {
        string path = _folder.Of("visits.csv");
        SourceSnapshot snapshot = Take();
        DateTime written = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace("p1", "p7", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, written);
        Assert.Equal(snapshot.Files, SourceFiles.Find([path]));
        StartupException error = Load(snapshot);
        Assert.Contains("changed while it was read", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_comes_or_goes_while_others_are_read_stops_the_load(bool comes)
    {
        _folder.Write("visits-2.csv", $"{Visits.Header}\np2,2025-01,Pub,A1,1\n");
        SourceSnapshot snapshot = Take("visits*.csv");
        if (comes)
        {
            _folder.Write("visits-3.csv", $"{Visits.Header}\np3,2025-01,Pub,A1,1\n");
        }
        else
        {
            File.Delete(_folder.Of("visits-2.csv"));
        }

        Assert.ThrowsAny<StartupException>(snapshot.CheckUnchanged);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_link_that_is_turned_to_another_file_of_the_same_length_and_time_stops_the_load(bool folder)
    {
        (SourceSnapshot snapshot, Action<string> turn) = TakeLinked(folder);
        turn("b");
        Assert.Contains("changed while it was read", Assert.Throws<StartupException>(snapshot.CheckUnchanged).Message, StringComparison.Ordinal);
        Assert.NotEqual(snapshot.Files[0], SourceFiles.Find([snapshot.Files[0].Path])[0]);
        Assert.Equal(snapshot.Files[0] with { Target = "" }, SourceFiles.Find([snapshot.Files[0].Path])[0] with { Target = "" });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_read_is_the_file_of_the_version_even_while_a_link_leads_elsewhere(bool folder)
    {
        (SourceSnapshot snapshot, Action<string> turn) = TakeLinked(folder);
        turn("b");
        using DuckDBConnection connection = LoadingDatabase.Open("512MB");
        NodeMapping mapping = MappingReader.Read(_folder.Of("mapping.yaml"), _dictionary);
        SourceRelation relation = SourceRelation.Open(connection, snapshot.Files[0], mapping.Source);
        Assert.Equal(["p1"], connection.Column($"SELECT Person FROM {relation.Sql}"));
        turn("a");
        snapshot.CheckUnchanged();
    }

    [Fact]
    public void A_file_with_two_names_is_read_once()
    {
        Take();
        File.CreateSymbolicLink(_folder.Of("visits-latest.csv"), _folder.Of("visits.csv"));
        Assert.Equal(["visits-latest.csv"], SourceFiles.Find([_folder.Of("visits*.csv"), _folder.Of("visits.csv")]).Select(file => file.Name));
    }

    [Fact]
    public void Links_that_lead_to_each_other_are_named()
    {
        Directory.CreateSymbolicLink(_folder.Of("one"), _folder.Of("two"));
        Directory.CreateSymbolicLink(_folder.Of("two"), _folder.Of("one"));
        Assert.Throws<IOException>(() => FinalPath.Of(_folder.Of("one/visits.csv")));
        File.CreateSymbolicLink(_folder.Of("visits.csv"), _folder.Of("one"));
        Assert.Contains("visits.csv", Assert.Throws<StartupException>(() => SourceFiles.Find([_folder.Of("visits.csv")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_that_nothing_touched_is_unchanged() => Take().CheckUnchanged();

    [Fact]
    public void A_file_that_was_written_a_moment_ago_is_not_copied_and_one_that_rested_is()
    {
        SourceSnapshot snapshot = Take();
        DateTime written = snapshot.Files[0].Modified;
        StartupException error = Assert.Throws<StartupException>(() => LoadSettledBy(written.AddMilliseconds(-1)));
        Assert.Contains("may still be growing", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);
        LoadSettledBy(written);

        // A copy of the same bytes was whole then, and is now.
        LoadSettledBy(written.AddMilliseconds(-1));
    }

    [Fact]
    public void The_time_that_files_must_rest_counts_back_from_the_present()
    {
        var now = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(new DateTime(2026, 1, 1, 11, 59, 58, DateTimeKind.Utc), LoadingLimits.Of(new NodeOptions(), now).SettledBy);
        Assert.Equal(DateTime.MaxValue, LoadingLimits.Of(new NodeOptions { SettleTime = TimeSpan.Zero }, now).SettledBy);
    }

    [Fact]
    public void A_data_set_larger_than_the_memory_of_loading_is_spilled_and_nothing_stays_on_the_disk()
    {
        _folder.Write("visits.csv", Visits.Csv(Visits.RandomRows(1, 400_000)));
        _folder.Write("spill/left-by-a-crash", "rows");
        bool spilled = false;
        var loader = new DatasetLoader(new CopyFolder(_folder.Path), NodeSecret.Draft(_folder.Path), new LoadingLimits("40MB", 0.5), NullLogger.Instance, _ =>
        {
            Assert.False(File.Exists(_folder.Of("spill/left-by-a-crash")));
            spilled = Directory.EnumerateFiles(_folder.Of("spill")).Any();
        });
        using ClusteredCopy copy = loader.Load(MappingReader.Read(_folder.Write("mapping.yaml", Visits.Mapping), _dictionary), _dictionary);
        Assert.True(spilled);
        Assert.True(copy.Manifest.Rows > 0);
        Assert.False(Directory.Exists(_folder.Of("spill")));
    }

    private SourceSnapshot Take(string files = "visits.csv")
    {
        _folder.Write("visits.csv", $"{Visits.Header}\np1,2025-01,Pub,A1,1\n");
        NodeMapping mapping = MappingReader.Read(_folder.Write("mapping.yaml", Visits.Mapping), _dictionary, [_folder.Of(files)]);
        return SourceSnapshot.Take(NodeSecret.Draft(_folder.Path), _dictionary, mapping);
    }

    // The same source through a link, of the file or of its folder, that can be turned from one state to another of the same length and time.
    private (SourceSnapshot Snapshot, Action<string> Turn) TakeLinked(bool folder)
    {
        var written = new DateTime(2025, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach ((string state, string person) in new[] { ("a", "p1"), ("b", "p7") })
        {
            File.SetLastWriteTimeUtc(_folder.Write($"{state}/visits.csv", $"{Visits.Header}\n{person},2025-01,Pub,A1,1\n"), written);
        }

        string source = folder ? "now/visits.csv" : "visits.csv";
        Turn("a");
        NodeMapping mapping = MappingReader.Read(_folder.Write("mapping.yaml", Visits.Mapping), _dictionary, [_folder.Of(source)]);
        return (SourceSnapshot.Take(NodeSecret.Draft(_folder.Path), _dictionary, mapping), Turn);

        void Turn(string state)
        {
            File.Delete(_folder.Of(folder ? "now" : source));
            _ = folder ? Directory.CreateSymbolicLink(_folder.Of("now"), _folder.Of(state)) : File.CreateSymbolicLink(_folder.Of(source), _folder.Of($"{state}/visits.csv"));
        }
    }

    private StartupException Load(SourceSnapshot snapshot)
    {
        using var connection = LoadingDatabase.Open("512MB");
        NodeMapping mapping = MappingReader.Read(_folder.Of("mapping.yaml"), _dictionary);
        var copy = new SourceCopy(connection, mapping, NodeSecret.Draft(_folder.Path), _ => { });
        return Assert.Throws<StartupException>(() => copy.Write(snapshot, Directory.CreateDirectory(_folder.Of("copy")).FullName));
    }

    private void LoadSettledBy(DateTime settledBy) => new DatasetLoader(
            new CopyFolder(_folder.Path), NodeSecret.Draft(_folder.Path), new LoadingLimits("512MB", 0.5) { SettledBy = settledBy }, NullLogger.Instance)
        .Load(MappingReader.Read(_folder.Of("mapping.yaml"), _dictionary), _dictionary).Dispose();
}
