using DuckDB.NET.Data;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>Each file that a mapping means is read once, as it is, and no other file is.</summary>
public sealed class SourceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_whose_names_look_like_patterns_are_each_read_once()
    {
        // As many rows as no other sum of these has, so that a file read for another is noticed.
        foreach ((string name, int rows) in new[] { ("visits1.csv", 1), ("visits[1].csv", 2), ("visits?.csv", 4), ("visits*.csv", 8), ("visits[[]1].csv", 16) })
        {
            _folder.Write(name, File(rows));
        }

        Assert.Equal(31, Rows("visits*.csv"));
        Assert.Equal(2, Rows("visits[1].csv"));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void A_folder_that_is_named_like_a_column_gives_none(string format)
    {
        string path = _folder.Write("Month=2031-01/visits.csv", File(3));
        if (format == "parquet")
        {
            path = _folder.Of("Month=2031-01/visits.parquet");
            using var duck = new DuckDBConnection("DataSource=:memory:");
            duck.Open();
            duck.Run($"COPY (FROM read_csv('{_folder.Of("Month=2031-01/visits.csv")}', all_varchar = true, hive_partitioning = false)) TO '{path}' (FORMAT parquet)");
        }

        Assert.Equal(3, Rows(path, format));
    }

    [Fact]
    public void Partial_backup_and_temporary_files_are_not_matched()
    {
        string path = _folder.Write("a-visits.csv", File(3));
        foreach (string name in (string[])["a-visits.csv.part", "a-visits.csv.bak", "a-visits.csv~", ".a-visits.csv.Ab12Cd", ".b-visits.csv", "._a-visits.csv", "a-visits.csvx"])
        {
            _folder.Write(name, File(5));
        }

        Assert.Equal(path, Assert.Single(SourceFiles.Find([_folder.Of("*visits.csv")])).Path);
        Assert.Equal(3, Rows("*visits.csv"));
        Assert.Equal(_folder.Of(".b-visits.csv"), Assert.Single(SourceFiles.Find([_folder.Of(".b-*.csv")])).Path);
    }

    [Theory]
    [InlineData("*.csv*")]
    [InlineData("*")]
    [InlineData("visits*")]
    [InlineData("visits.*")]
    [InlineData("visits.cs?")]
    [InlineData("*.csv.*")]
    public void A_pattern_with_an_open_extension_is_refused(string pattern)
    {
        _folder.Write("visits.csv", File(3));
        StartupException error = Assert.Throws<StartupException>(() => SourceFiles.Find([_folder.Of(pattern)]));
        Assert.Contains("leaves the extension open", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Configuration, error.ExitCode);
    }

    [Theory]
    [InlineData("police-uk", "police-uk-street")]
    [InlineData("emergency-injuries", "neiss-infants")]
    [InlineData("road-casualties", "stats19-gm")]
    public void The_shipped_mappings_name_no_open_extension(string pack, string mapping)
    {
        NodeMapping read = MappingReader.Read(DeployFolder.PathOf($"mappings/{mapping}.yaml"), DeployFolder.Dictionary(pack));
        Assert.Contains("No source file matches", Assert.Throws<StartupException>(() => SourceFiles.Find(read.Source.Files)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_there_plain_and_gzipped_is_refused()
    {
        _folder.Write("visits.csv", File(3));
        _folder.WriteGzip("visits.csv.gz", File(3));
        string[] both = [_folder.Of("*.csv"), _folder.Of("*.csv.gz")];
        Assert.Contains("rows count twice", Assert.Throws<StartupException>(() => SourceFiles.Find(both)).Message, StringComparison.Ordinal);
        Assert.Single(SourceFiles.Find(both[..1]));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData(Visits.Header, false)]
    [InlineData($"{Visits.Header}\np1,2025-01,Pub,A1,12", false)]
    [InlineData($"{Visits.Header}\np1,2025-01,Pub,A1,12", true)]
    public void A_file_that_ends_within_a_record_may_still_be_growing(string text, bool zipped)
    {
        string name = zipped ? "visits.csv.gz" : "visits.csv";
        _ = zipped ? _folder.WriteGzip(name, text) : _folder.Write(name, text);
        StartupException error = Assert.Throws<StartupException>(() => Rows(name));
        Assert.Contains("does not end with a line break", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);

        _ = zipped ? _folder.WriteGzip(name, File(2)) : _folder.Write(name, File(2));
        Assert.Equal(2, Rows(name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(300)]
    public void A_Parquet_file_without_its_footer_may_still_be_growing(int length)
    {
        string path = _folder.Of("visits.parquet");
        using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            duck.Open();
            duck.Run($"COPY (FROM read_csv('{_folder.Write("visits.csv", File(9))}', all_varchar = true)) TO '{path}' (FORMAT parquet)");
        }

        Assert.Equal(9, Rows(path, "parquet"));
        _folder.Write("visits.parquet", System.IO.File.ReadAllBytes(path)[..length]);
        StartupException error = Assert.Throws<StartupException>(() => Rows(path, "parquet"));
        Assert.Contains("does not end as Parquet does", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);
    }

    private static string File(int rows) => $"{Visits.Header}\n{string.Concat(Enumerable.Repeat(",2025-01,Pub,A1,1\n", rows))}";

    private long Rows(string files, string format = "csv")
    {
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(), Visits.Mapping
            .Replace("[visits.csv]", $"['{files}']", StringComparison.Ordinal).Replace("format: csv", $"format: {format}", StringComparison.Ordinal));
        return visits.Copy.Manifest.Rows;
    }
}
