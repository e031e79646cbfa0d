using System.Text;
using DuckDB.NET.Data;
using FederatedGateway.Agreements;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FederatedGateway.Node.Tests;

public sealed class LoadingTests : IDisposable
{
    private const string Count = "SELECT place, COUNT(*) AS n FROM visits GROUP BY place";
    private const string Good = "p1,2025-01,Pub,A1,1.50\np1,2025-01,Street,A1,2\n,2025-02,Cinema,B2,-3.25\n,2025-02,,B2,0\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Codes_are_translated_and_unknown_or_missing_ones_become_what_mapping_and_dictionary_say()
    {
        using LoadedVisits visits = Load(Good);
        Assert.Equal(["other:2", "pub:1", "street:1"], visits.Read(Count, WindowKind.AllTime).Select(cell => $"{cell.Key}:{cell.Value.Units}"));
    }

    [Fact]
    public void Rows_without_a_number_are_kept_or_refused_as_the_dictionary_says()
    {
        const string Rows = "p1,2025-01,Pub,A1,1.50\np1,2025-01,Pub,A1,\np2,2025-01,Pub,A1,\"\"\np3,2025-01,Pub,A1,n/a\n";
        const string Sql = "SELECT COUNT(*) AS n, AVG(cost) AS a, SUM(cost) AS s FROM visits";
        _folder.Write("visits.csv", $"{Visits.Header}\n{Rows}");
        using (var kept = new LoadedVisits(_folder, Visits.Dictionary(nulls: Visits.KeepNulls), maxRefusedShare: 1))
        {
            BoundedRead read = Visits.Read(kept.Dictionary, Sql, WindowKind.AllTime);
            Assert.Equal(["rows", "sum:cost", "rows:cost", "centred:cost"], read.Components.Select(component => component.Id));
            Assert.Equal([3, 150, 1, 300 - 5_000], kept.Read(read)[""].Values);
            Assert.Equal(2, kept.Read(read)[""].Units);
            Assert.Equal("25 % cost: not a number", kept.Copy.Manifest.Refused.Reasons);
        }

        using var refused = new LoadedVisits(_folder, Visits.Dictionary(), maxRefusedShare: 1);
        Assert.Equal([1], refused.Read("SELECT COUNT(*) AS n FROM visits", WindowKind.AllTime)[""].Values);
        Assert.Equal("50 % cost: missing, 25 % cost: not a number", refused.Copy.Manifest.Refused.Reasons);
    }

    [Fact]
    public void A_comparison_with_a_missing_number_is_neither_true_nor_false()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\np1,2025-01,Pub,A1,1.50\np2,2025-01,Pub,A1,\np3,2025-01,Home,A1,\n");
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(nulls: Visits.KeepNulls));
        Assert.Equal([1, 0, 1, 0, 1, 2], new[] { "cost > -50", "NOT cost > -50", "cost <> 3", "cost NOT IN (1.5, 3)", "NOT (cost > 5 OR place = 'home')", "NOT (cost > 5 AND place = 'home')" }
            .Select(condition => visits.Read($"SELECT COUNT(*) AS n FROM visits WHERE {condition}", WindowKind.AllTime)[""].Values[0]));
    }

    [Fact]
    public void A_missing_open_code_is_the_one_that_the_dictionary_names()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\np1,2025-01,Pub,A1,1\np2,2025-01,Pub,,2\n");
        using var visits = new LoadedVisits(_folder, PostgresBoundingTests.WithAreas(Visits.Dictionary()));
        Assert.Equal(["A0:1", "A1:1"], visits.Read("SELECT area, COUNT(*) AS n FROM visits GROUP BY area", WindowKind.AllTime).Select(cell => $"{cell.Key}:{cell.Value.Units}"));
    }

    [Fact]
    public void A_gzipped_file_a_Parquet_file_and_a_Latin_1_file_read_alike()
    {
        string[] expected = Totals(Load(Good));

        _folder.WriteGzip("visits.csv.gz", $"{Visits.Header}\n{Good}");
        Assert.Equal(expected, Totals(new LoadedVisits(_folder, Visits.Dictionary(), Visits.Mapping.Replace("visits.csv", "visits.csv.gz", StringComparison.Ordinal))));

        using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            duck.Open();
            duck.Run($"COPY (SELECT * REPLACE (CAST(\"Cost\" AS DOUBLE) AS \"Cost\", CAST(\"Month\" || '-01' AS DATE) AS \"Month\") FROM read_csv('{_folder.Of("visits.csv")}', all_varchar = true)) TO '{_folder.Of("visits.parquet")}' (FORMAT parquet)");
        }

        Assert.Equal(expected, Totals(new LoadedVisits(_folder, Visits.Dictionary(), Visits.Mapping
            .Replace("visits.csv", "visits.parquet", StringComparison.Ordinal).Replace("format: csv", "format: parquet", StringComparison.Ordinal))));

        _folder.Write("latin.csv", Encoding.Latin1.GetBytes($"{Visits.Header}\n{Good.Replace("Cinema", "Café", StringComparison.Ordinal)}"));
        Assert.Equal(expected, Totals(new LoadedVisits(_folder, Visits.Dictionary(), Visits.Mapping
            .Replace("visits.csv", "latin.csv", StringComparison.Ordinal).Replace("format: csv", "format: csv\n  encoding: latin-1", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("p1,2025-01,Pub,A1,1\np2,2025-01,SECRET\n", "line 3", "3 fields where the header has 5")]
    [InlineData("p1,2025-01,Pub,A1,1\np2,2025-01,SECRET,A1,1,2\n", "line 3", "6 fields where the header has 5")]
    [InlineData("p1,2025-01,Pub,A1,1\np2,2025-01,\"SECRET,A1,1\n", "line 3", "quoted field")]
    [InlineData("p1,2025-01,SECRET,A1,nan\n", "record 1", "NaN or infinity for cost")]
    [InlineData("p1,2025-01,Pub,A1,1\np1,2025-01,SECRET,A1,-Infinity\n", "record 2", "line 3")]
    public void A_broken_row_stops_the_load_with_file_and_line_and_without_its_content(string rows, string place, string cause)
    {
        StartupException error = Assert.Throws<StartupException>(() => Load(rows));
        Assert.Contains("visits.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_names_the_remedy()
    {
        _folder.Write("visits.csv", Encoding.Latin1.GetBytes($"{Visits.Header}\np1,2025-01,Café,A1,1\n"));
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary()));
        Assert.Contains("set source.encoding to latin-1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("92233720368547758.08")]
    [InlineData("-99999999999999999999")]
    [InlineData("9999999999999999999999999999999999999999999999")]
    [InlineData("1e30")]
    public void A_number_that_does_not_fit_refuses_its_row_alone(string number)
    {
        _folder.Write("visits.csv", $"{Visits.Header}\n{Good}p9,2025-01,Pub,A1,{number}\n");
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(), maxRefusedShare: 0.5);
        Assert.Equal(["other:2", "pub:1", "street:1"], visits.Read(Count, WindowKind.AllTime).Select(cell => $"{cell.Key}:{cell.Value.Units}"));
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary()));
        Assert.Contains("20 % of its rows", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(number, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_UTF_16_file_names_the_remedy(bool mark)
    {
        var encoding = new UnicodeEncoding(bigEndian: false, byteOrderMark: mark);
        _folder.Write("visits.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes($"{Visits.Header}\n{Good}")]);
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary()));
        Assert.Contains("save it as UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BIGINT", "DOUBLE")]
    [InlineData("BIGINT", "VARCHAR")]
    [InlineData("DOUBLE", "DOUBLE")]
    [InlineData("FLOAT", "FLOAT")]
    public void A_unit_that_could_be_taken_for_two_is_refused_with_the_remedy(string first, string second)
    {
        using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            duck.Open();
            foreach ((string type, int part) in new[] { (first, 1), (second, 2) })
            {
                duck.Run($"COPY (SELECT CAST(1 AS {type}) AS \"Person\", '2025-01' AS \"Month\", 'Pub' AS \"Place\", 'A1' AS \"Area\", '1' AS \"Cost\") TO '{_folder.Of($"part{part}.parquet")}' (FORMAT parquet)");
            }
        }

        StartupException refused = Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary(), Visits.Mapping
            .Replace("visits.csv", "part1.parquet, part2.parquet", StringComparison.Ordinal).Replace("format: csv", "format: parquet", StringComparison.Ordinal)));
        Assert.Contains("AS BIGINT) in unit.expression", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_behind_a_symbolic_link_is_seen_to_change()
    {
        _folder.Write("target.csv", Visits.Header);
        File.CreateSymbolicLink(_folder.Of("link.csv"), _folder.Of("target.csv"));
        SourceFile found = Assert.Single(SourceFiles.Find([_folder.Of("link.csv")]));
        _folder.Write("target.csv", $"{Visits.Header}\n{Good}");
        Assert.NotEqual(found, Assert.Single(SourceFiles.Find([_folder.Of("link.csv")])));
    }

    [Fact]
    public void A_failure_of_DuckDB_says_its_kind_and_not_its_words()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\n{Good}p9,2025-01,Pub,A1,77123\n");
        using DuckDBConnection connection = LoadingDatabase.Open("512MB");
        connection.Run("CREATE TEMP TABLE typed (note VARCHAR)");
        NodeMapping mapping = MappingReader.Read(_folder.Write("mapping.yaml", Visits.Mapping), Visits.Dictionary());
        NodeSecret secret = NodeSecret.Draft(_folder.Path);
        var copy = new SourceCopy(connection, mapping, secret, _ => { });
        StartupException error = Assert.Throws<StartupException>(() => copy.Write(SourceSnapshot.Take(secret, Visits.Dictionary(), mapping), _folder.Path));
        Assert.Contains("The data set visits cannot be loaded: DuckDB failed (Catalog)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("typed", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Configuration, error.ExitCode);
    }

    [Fact]
    public void A_memory_limit_that_is_no_size_names_the_option()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\n{Good}");
        Assert.Contains("Node:MemoryLimit", Assert.Throws<StartupException>(() => LoadWithin("much")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void A_gzip_file_that_was_cut_off_is_named(double part)
    {
        _folder.WriteGzip("visits.csv.gz", Visits.Csv(Visits.RandomRows(1, 5000)));
        byte[] whole = File.ReadAllBytes(_folder.Of("visits.csv.gz"));
        _folder.Write("visits.csv.gz", whole[..(int)(whole.Length * part)]);
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(
            _folder, Visits.Dictionary(), Visits.Mapping.Replace("visits.csv", "visits.csv.gz", StringComparison.Ordinal)));
        Assert.Contains("visits.csv.gz cannot be loaded", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);
    }

    [Fact]
    public void A_gzip_file_of_several_members_is_read_to_its_end()
    {
        byte[] head = File.ReadAllBytes(_folder.WriteGzip("visits.csv.gz", $"{Visits.Header}\np0,2025-01,Pub,A1,1\n"));
        byte[] tail = File.ReadAllBytes(_folder.WriteGzip("visits.csv.gz", Good));
        _folder.Write("visits.csv.gz", [.. head, .. tail]);
        using var visits = new LoadedVisits(
            _folder, Visits.Dictionary(), Visits.Mapping.Replace("visits.csv", "visits.csv.gz", StringComparison.Ordinal));
        Assert.Equal(5, visits.Read(Count, WindowKind.AllTime).Values.Sum(cell => cell.Units));
    }

    [Fact]
    public void A_gzip_file_with_a_wrong_sum_is_named()
    {
        _folder.WriteGzip("visits.csv.gz", $"{Visits.Header}\n{Good}");
        byte[] file = File.ReadAllBytes(_folder.Of("visits.csv.gz"));
        file[^8] ^= 1;
        _folder.Write("visits.csv.gz", file);
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(
            _folder, Visits.Dictionary(), Visits.Mapping.Replace("visits.csv", "visits.csv.gz", StringComparison.Ordinal)));
        Assert.Contains("visits.csv.gz cannot be loaded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_header_names_every_expression_that_does_not_fit_and_what_was_found()
    {
        _folder.Write("visits.csv", "Person;Month;Location,Area,Price\n");
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary()));
        Assert.Contains("/columns/place/expression \"Place\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("/columns/cost/expression \"Cost\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("The file has 3 columns", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p1,2025-01,SECRET,A1,1\np2,2025-01,SECRET,A1,1\n")]
    [InlineData("p1,SECRET,SECRET,A1,1\np2,2025-01,Pub,A1,1\n")]
    public void A_first_record_that_is_taken_for_the_header_is_not_quoted(string rows)
    {
        _folder.Write("visits.csv", rows);
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary()));
        Assert.DoesNotContain("SECRET", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("p1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n", "column without a name")]
    [InlineData("Person,person,Month\n", "twice")]
    public void A_missing_or_doubled_header_is_refused(string file, string expected)
    {
        _folder.Write("visits.csv", file);
        Assert.Contains(expected, Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_matches_no_file_is_refused() =>
        Assert.Contains("No source file matches", Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary())).Message, StringComparison.Ordinal);

    [Fact]
    public void An_expression_that_fails_on_a_row_says_so_without_its_content()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\np1,2025-01,SECRET,A1,1\n");
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(
            _folder, Visits.Dictionary(), Visits.Mapping.Replace("expression: '\"Place\"'", "expression: 'CAST(\"Place\" AS INTEGER)'", StringComparison.Ordinal)));
        Assert.Contains("use TRY_CAST", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_rows_are_logged_as_rounded_shares_and_never_as_numbers()
    {
        var log = new CapturedLog();
        _folder.Write("visits.csv", $"{Visits.Header}\n" + string.Concat(Enumerable.Repeat("p1,2025-01,Pub,A1,1\n", 2183))
            + string.Concat(Enumerable.Repeat("p2,2025-01,Pub,A11,1\n", 317)) + "p3,2025-01,Pub,A1,ten\n");
        using (new LoadedVisits(_folder, Visits.Dictionary(), maxRefusedShare: 0.5, log: log))
        {
        }

        string line = Assert.Single(log.Lines, one => one.Contains("refused", StringComparison.Ordinal));
        Assert.Contains("13 % area: not of the right shape, under 1 % cost: not a number", line, StringComparison.Ordinal);
        Assert.DoesNotMatch("317|318|2183|2501|\\b1 \\(", line);
    }

    [Fact]
    public void Too_little_memory_is_not_taken_for_a_damaged_file()
    {
        _folder.Write("visits.csv", Visits.Csv(Visits.RandomRows(1, 20_000)));
        StartupException error = Assert.Throws<StartupException>(() => LoadWithin("1MB"));
        Assert.Contains("raise Node:MemoryLimit", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p9,2023-01,Pub,A1,1", "month: out of range")]
    [InlineData("p9,2025-1,Pub,A1,1", "month: not a month")]
    [InlineData("p9,,Pub,A1,1", "month: missing")]
    [InlineData("p9,2025-01,Pub,A11,1", "area: not of the right shape")]
    [InlineData("p9,2025-01,Pub,A1,ten", "cost: not a number")]
    [InlineData("p9,2025-01,Pub,A1,100.01", "cost: out of range")]
    [InlineData("p9,2025-01,Pub,A1,", "cost: missing")]
    public void Rows_without_a_place_in_the_dictionary_are_refused_counted_and_limited(string row, string reason)
    {
        StartupException error = Assert.Throws<StartupException>(() => Load(Good + row + "\n"));
        Assert.Contains($"refused 20 % of its rows, more than the share 0.05 that MaxRefusedShare allows: 20 % {reason}.", error.Message, StringComparison.Ordinal);

        using LoadedVisits visits = Load(Good + row + "\n", maxRefusedShare: 0.2);
        Assert.Equal(4, visits.Read(Count, WindowKind.AllTime).Values.Sum(cell => cell.Units));
    }

    [Fact]
    public void A_row_without_a_unit_is_refused_where_the_mapping_says_so()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\n{Good}");
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(
            _folder, Visits.Dictionary(), Visits.Mapping.Replace("own-unit", "refuse", StringComparison.Ordinal)));
        Assert.Contains("50 % unit: missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_exact_fixed_point()
    {
        using LoadedVisits visits = Load("p1,2025-01,Pub,A1,0.1\np2,2025-01,Pub,A1,0.2\np3,2025-01,Pub,A1,1e1\np4,2025-01,Pub,A1,-0.07\np5,2025-01,Pub,A1,0.005\n");
        Assert.Equal(10 + 20 + 1000 - 7 + 1, visits.Read("SELECT SUM(cost) AS s FROM visits", WindowKind.AllTime).Values.Single().Values[0]);
    }

    [Fact]
    public void The_data_version_follows_the_bytes_and_says_nothing_without_the_secret()
    {
        string first = Version(Good);
        Assert.Equal(first, Version(Good));
        Assert.NotEqual(first, Version(Good + "p9,2025-01,Pub,A1,1\n"));
        _folder.Write(NodeSecret.FileName, [.. Enumerable.Repeat((byte)1, 32)]);
        Assert.NotEqual(first, Version(Good));
    }

    [Fact]
    public void The_secret_is_readable_by_its_owner_only()
    {
        NodeSecret.Draft(_folder.Path);
        NodeSecret.Keep(_folder.Path);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Of(NodeSecret.FileName)));
        }
    }

    private void LoadWithin(string memory)
    {
        NodeMapping mapping = MappingReader.Read(_folder.Write("mapping.yaml", Visits.Mapping), Visits.Dictionary());
        new DatasetLoader(new CopyFolder(_folder.Path), NodeSecret.Draft(_folder.Path), new LoadingLimits(memory, 0.5), NullLogger.Instance)
            .Load(mapping, Visits.Dictionary()).Dispose();
    }

    private LoadedVisits Load(string rows, double maxRefusedShare = 0.05)
    {
        _folder.Write("visits.csv", $"{Visits.Header}\n{rows}");
        return new LoadedVisits(_folder, Visits.Dictionary(), maxRefusedShare: maxRefusedShare);
    }

    private string Version(string rows)
    {
        using LoadedVisits visits = Load(rows);
        return visits.Engine.DataVersion;
    }

    private static string[] Totals(LoadedVisits visits)
    {
        using (visits)
        {
            return [.. visits.Read("SELECT month, place, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY month, place", WindowKind.AllTime)
                .Select(cell => $"{cell.Key} {cell.Value.Units} {string.Join(' ', cell.Value.Values)}")];
        }
    }
}
