using System.Globalization;
using FederatedGateway.Agreements;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

public sealed class ClusteredCopyTests : IDisposable
{
    private const string Sql = "SELECT month, place, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY month, place";

    private readonly TemporaryFolder _folder = new();
    private readonly CapturedLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_start_with_the_same_data_reads_the_copy_and_no_source_again()
    {
        string[] first = Totals(Load(Visits.RandomRows(1, 500)));
        DateTime made = File.GetLastWriteTimeUtc(Manifest());
        string[] second = Totals(Load(Visits.RandomRows(1, 500)));
        Assert.Equal(first, second);
        Assert.Equal(made, File.GetLastWriteTimeUtc(Manifest()));
        Assert.Single(_log.Lines, line => line.Contains("copied unit by unit", StringComparison.Ordinal));
    }

    [Fact]
    public void A_copy_is_its_owners_alone()
    {
        Load(Visits.RandomRows(1, 50));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Of("copies/visits")));
        }
    }

    [Fact]
    public void New_data_make_a_new_copy_and_the_old_one_goes()
    {
        string[] first = Totals(Load(Visits.RandomRows(1, 500)));
        string old = Manifest();
        Assert.NotEqual(first, Totals(Load(Visits.RandomRows(2, 500))));
        Assert.NotEqual(old, Manifest());
    }

    [Fact]
    public void A_copy_that_was_cut_short_is_never_read_and_made_anew()
    {
        var files = new CopyFolder(_folder.Path);
        Dataset dataset = Visits.Dictionary().Datasets["visits"];
        Assert.Throws<StartupException>(() => files.Make(dataset, "hmac-sha256:1", folder =>
        {
            File.WriteAllText(Path.Combine(folder, "c0"), "half");
            throw new IOException("The power failed.");
        }));
        Assert.Null(files.Find(dataset, "hmac-sha256:1"));
        Assert.Null(files.Find(dataset, "unfinished"));
        Assert.NotEmpty(Totals(Load(Visits.RandomRows(1, 50))));
        Assert.Single(Directory.EnumerateDirectories(_folder.Of("copies/visits")));
    }

    [Fact]
    public void Only_copies_that_are_not_served_are_removed_and_only_what_the_node_wrote()
    {
        Load(Visits.RandomRows(1, 50)).Dispose();
        string served = Path.GetDirectoryName(Manifest())!;
        string[] kept = [_folder.Write("copies/arrests/hmac-sha256-12/notes.txt", "by hand"), _folder.Write("copies/arrests/backup/c0", "by hand"), _folder.Write("copies/readme", "by hand")];
        string[] old = [_folder.Write("copies/visits/hmac-sha256-34/c0", "rows"), _folder.Write("copies/visits/unfinished/ids", "rows"), _folder.Write("copies/arrests/hmac-sha256-12/c17", "rows"), _folder.Write("copies/calls/hmac-sha256-56/manifest.json", "{}")];
        Directory.CreateSymbolicLink(_folder.Of("copies/arrests/hmac-sha256-78"), served);
        new CopyFolder(_folder.Path).RemoveOthers(new Dictionary<string, string> { ["visits"] = Path.GetFileName(served).Replace("sha256-", "sha256:", StringComparison.Ordinal) }, _log);
        Assert.All(kept, file => Assert.True(File.Exists(file), file));
        Assert.All(old, file => Assert.False(File.Exists(file), file));
        Assert.Equal([served], Directory.GetDirectories(_folder.Of("copies/visits")));
        Assert.False(Directory.Exists(_folder.Of("copies/calls")));
        Assert.NotEmpty(Totals(Load(Visits.RandomRows(1, 50))));
        Assert.Single(_log.Lines, line => line.Contains("copied unit by unit", StringComparison.Ordinal));
        Assert.Equal(3, _log.Lines.Count(line => line.Contains("Removed from the node's folder", StringComparison.Ordinal)));

        // Nothing is left to remove, and nothing is said.
        new CopyFolder(_folder.Path).RemoveOthers(new Dictionary<string, string> { ["visits"] = Path.GetFileName(served).Replace("sha256-", "sha256:", StringComparison.Ordinal) }, _log);
        Assert.Equal(3, _log.Lines.Count(line => line.Contains("Removed from the node's folder", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("c3")]
    [InlineData("starts")]
    [InlineData("ids")]
    [InlineData(CopyManifest.FileName)]
    public void A_damaged_copy_is_made_anew(string file)
    {
        string[] whole = Totals(Load(Visits.RandomRows(1, 500)));
        string path = Path.Combine(Path.GetDirectoryName(Manifest())!, file);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(whole, Totals(Load(Visits.RandomRows(1, 500))));
        Assert.Equal(2, _log.Lines.Count(line => line.Contains("copied unit by unit", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_manifest_with_any_byte_damaged_is_not_read()
    {
        Load(Visits.RandomRows(1, 50)).Dispose();
        string path = Manifest();
        byte[] bytes = File.ReadAllBytes(path);
        for (int at = 0; at < bytes.Length; at++)
        {
            foreach (byte flip in (byte[])[1, 32])
            {
                bytes[at] ^= flip;
                File.WriteAllBytes(path, bytes);
                Assert.Null(CopyManifest.Read(Path.GetDirectoryName(path)!));
                bytes[at] ^= flip;
            }
        }

        File.WriteAllBytes(path, bytes);
        Assert.NotNull(CopyManifest.Read(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_manifest_whose_units_are_not_those_of_its_files_makes_the_copy_anew()
    {
        string[] whole = Totals(Load(Visits.RandomRows(1, 500)));
        string folder = Path.GetDirectoryName(Manifest())!;
        CopyManifest manifest = CopyManifest.Read(folder)!;
        File.Delete(Manifest());
        (manifest with { Units = manifest.Units - 1 }).Write(folder);
        Assert.Equal(whole, Totals(Load(Visits.RandomRows(1, 500))));
    }

    [Fact]
    public void A_missing_file_makes_the_copy_anew()
    {
        string[] whole = Totals(Load(Visits.RandomRows(1, 500)));
        File.Delete(Path.Combine(Path.GetDirectoryName(Manifest())!, "c1"));
        Assert.Equal(whole, Totals(Load(Visits.RandomRows(1, 500))));
    }

    [Fact]
    public void Rows_that_were_refused_when_the_copy_was_made_are_reported_and_limited_at_each_start()
    {
        VisitRow[] rows = [.. Visits.RandomRows(1, 30), new VisitRow("p1", "2025-01", "pub", "Z9", 1)];
        for (int start = 0; start < 2; start++)
        {
            Load(rows).Dispose();
        }

        Assert.Equal(2, _log.Lines.Count(line => line.Contains("not of the right shape", StringComparison.Ordinal)));
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary(), maxRefusedShare: 0.001));
        Assert.Contains("MaxRefusedShare", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rows_of_a_unit_lie_side_by_side_and_by_month()
    {
        using LoadedVisits visits = Load(Visits.RandomRows(3, 800));
        ClusteredCopy copy = visits.Copy;
        var starts = new int[copy.Manifest.Units + 1];
        copy.ReadStarts(0, starts);
        var ids = new ulong[2 * copy.Manifest.Units];
        copy.ReadIds(0, ids);
        var months = new int[copy.Manifest.Rows];
        copy[0].ReadCodes(0, months, new byte[8 * months.Length]);
        Assert.Equal(copy.Manifest.Units, ids.Chunk(2).Select(id => (id[0], id[1])).Distinct().Count());
        Assert.Equal((0, (int)copy.Manifest.Rows), (starts[0], starts[^1]));
        for (int unit = 0; unit < copy.Manifest.Units; unit++)
        {
            int[] own = months[starts[unit]..starts[unit + 1]];
            Assert.NotEmpty(own);
            Assert.Equal(own.Order(), own);
        }
    }

    [Theory]
    [InlineData(0, 255, 1)]
    [InlineData(-128, 127, 1)]
    [InlineData(0, 256, 2)]
    [InlineData(-5, 65_530, 2)]
    [InlineData(0, 65_536, 4)]
    [InlineData(-2_147_483_648, 2_147_483_647, 4)]
    [InlineData(0, 4_294_967_296, 8)]
    [InlineData(long.MinValue, long.MaxValue, 8)]
    public void A_column_takes_as_few_bytes_as_its_range_needs_and_comes_back_exactly(long least, long greatest, int width)
    {
        var range = new ColumnRange(least, greatest);
        long[] values = [least, greatest, (least / 2) + (greatest / 2), greatest, least];
        using (var writer = new ColumnFileWriter(_folder.Path, "column", range))
        {
            Array.ForEach(values, writer.Add);
            writer.Finish();
        }

        Assert.Equal(width, range.Width);
        Assert.Equal(width * values.Length, new FileInfo(_folder.Of("column")).Length);
        using var file = new ColumnFile(_folder.Of("column"), range);
        var read = new long[values.Length - 1];
        file.ReadNumbers(1, read, new byte[8 * values.Length]);
        Assert.Equal(values[1..], read);
    }

    [Fact]
    public void A_value_outside_its_columns_range_is_never_written()
    {
        using var writer = new ColumnFileWriter(_folder.Path, "column", new ColumnRange(-1, 5));
        Assert.Throws<InvalidOperationException>(() => writer.Add(-2));
        Assert.Throws<InvalidOperationException>(() => writer.Add(6));
    }

    [Fact]
    public void Progress_is_told_in_tenths_and_never_in_rows()
    {
        Load([.. Visits.RandomRows(1, 200_000)]).Dispose();
        string[] lines = [.. _log.Lines.Where(line => line.Contains("is copied to", StringComparison.Ordinal))];
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches(@"visits is copied to ([1-9]0|0) %\.", line));
    }

    [Fact]
    public void A_data_set_with_more_combinations_of_open_codes_than_the_limit_does_not_load()
    {
        Load(Visits.RandomRows(1, 500)).Dispose();
        Assert.Contains("Raise Node:MaxOpenCodes", Assert.Throws<StartupException>(() => LoadWithin(openCodes: 11)).Message, StringComparison.Ordinal);
        LoadWithin(openCodes: 12);
    }

    private void LoadWithin(int openCodes)
    {
        DataDictionary dictionary = Visits.Dictionary();
        new DatasetLoader(new CopyFolder(_folder.Path), NodeSecret.Read(_folder.Path), new LoadingLimits("512MB", 0.5) { MaxOpenCodes = openCodes }, _log)
            .Load(MappingReader.Read(_folder.Of("mapping.yaml"), dictionary), dictionary).Dispose();
    }

    private LoadedVisits Load(IReadOnlyList<VisitRow> rows)
    {
        _folder.Write("visits.csv", Visits.Csv(rows));
        return new LoadedVisits(_folder, Visits.Dictionary(), log: _log);
    }

    private string Manifest() => Assert.Single(Directory.EnumerateFiles(_folder.Of("copies"), CopyManifest.FileName, SearchOption.AllDirectories));

    private static string[] Totals(LoadedVisits visits)
    {
        using (visits)
        {
            return [.. visits.Read(Sql, WindowKind.AllTime).Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell.Key} {cell.Value.Units} {string.Join(' ', cell.Value.Values)}"))];
        }
    }
}
