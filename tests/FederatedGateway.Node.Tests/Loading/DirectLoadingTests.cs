using DuckDB.NET.Data;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>Rows are typed straight from their files, or from text that was kept because somebody looks at it or would parse it twice: the copy is the same.</summary>
public sealed class DirectLoadingTests : IDisposable
{
    // More decimals than the dictionary has, so that they are rounded.
    private const string Decimal = "CAST(CAST(i % 700 AS DECIMAL(9, 4)) / 8 AS DECIMAL(12, 4))";

    private const string Parquet = "visits-1.parquet, visits-2.parquet";

    private readonly TemporaryFolder _folder = new();
    private readonly NodeSecret _secret;
    private readonly DataDictionary _dictionary = Visits.Dictionary();

    public DirectLoadingTests() => _secret = NodeSecret.Draft(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv", "visits-1.csv, visits-2.csv", true, Decimal)]
    [InlineData("parquet", Parquet, true, Decimal)]
    [InlineData("parquet", Parquet, false, "CAST(i % 100 AS BIGINT)")]
    [InlineData("parquet", Parquet, false, "CAST(i AS DOUBLE) / 10")]
    public void The_copy_of_rows_that_are_looked_at_is_that_of_rows_that_are_not(string format, string files, bool monthsAreText, string cost)
    {
        WriteFiles(format, monthsAreText, cost);
        CopyManifest direct = Load(format, files, _ => { });
        int seen = 0;
        CopyManifest looked = Load(format, files, _ => { }, rows => seen = (int)new StagedCounts(rows).Rows);
        Assert.Equal(900, seen);
        Assert.Equal(direct.Digests.OrderBy(file => file.Key), looked.Digests.OrderBy(file => file.Key));
        Assert.Equal((direct.Rows, direct.Units, direct.OpenCombinations, direct.Refused), (looked.Rows, looked.Units, looked.OpenCombinations, looked.Refused));
        Assert.Equal(direct.OpenCodes, looked.OpenCodes);
        Assert.Equal("11 % month: out of range, 11 % area: not of the right shape", string.Join(", ", direct.Refused.Reasons.Split(", ").OrderByDescending(reason => reason)));
    }

    [Theory]
    [InlineData("csv", "visits-1.csv", true)]
    [InlineData("parquet", Parquet, false)]
    public void Text_is_kept_of_files_that_would_be_parsed_twice_alone(string format, string files, bool kept)
    {
        WriteFiles(format, monthsAreText: false);
        using DuckDBConnection connection = LoadingDatabase.Open("512MB");
        Assert.Equal(kept, new SourceCopy(connection, Mapping(format, files), _secret, _ => { }, null).IsKept);
        Assert.True(new SourceCopy(connection, Mapping(format, files), _secret, _ => { }, _ => { }).IsKept);
    }

    [Fact]
    public void An_expression_cannot_call_the_hash_of_the_units()
    {
        WriteFiles("parquet", monthsAreText: false);
        StartupException error = Assert.Throws<StartupException>(() => Load("parquet", Parquet, _ => { }, unit: $"{UnitHash.Function}(\"Person\")"));
        Assert.Contains($"/unit/expression {UnitHash.Function}(\"Person\")", error.Message, StringComparison.Ordinal);
    }

    // Each unit has one row a month, so the order of the copy follows from the rows; one row in nine is of a month before the time, one of no area.
    private void WriteFiles(string format, bool monthsAreText, string cost = Decimal)
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        string month = monthsAreText ? "strftime(DATE '2024-11-01' + to_months(i % 3), '%Y-%m')" : "DATE '2024-11-01' + to_months(i % 3)";
        for (int file = 0; file < 2; file++)
        {
            duck.Run($"""
                COPY (SELECT concat('p', i // 3) AS "Person", CASE i % 9 WHEN 4 THEN {month.Replace("2024", "2014", StringComparison.Ordinal)} ELSE {month} END AS "Month",
                    ['Pub', 'Street', 'Cinema', NULL][i % 4 + 1] AS "Place", CASE i % 9 WHEN 7 THEN 'area' ELSE concat('AB'[i % 2 + 1], i % 10) END AS "Area", {cost} AS "Cost"
                    FROM range({450 * file}, {450 * (file + 1)}) t(i)) TO '{_folder.Of($"visits-{file + 1}.{format}")}' (FORMAT {format})
                """);
        }
    }

    private CopyManifest Load(string format, string files, Action<DuckDBConnection> typed, Action<StagedRows>? inspect = null, string unit = "\"Person\"")
    {
        NodeMapping mapping = Mapping(format, files, unit);
        string folder = Directory.CreateDirectory(_folder.Of(Guid.NewGuid().ToString("n"))).FullName;
        using DuckDBConnection connection = LoadingDatabase.Open("512MB");
        return new SourceCopy(connection, mapping, _secret, done => typed(connection), inspect).Write(SourceSnapshot.Take(_secret, _dictionary, mapping), folder);
    }

    private NodeMapping Mapping(string format, string files, string unit = "\"Person\"") => MappingReader.Read(
        _folder.Write("mapping.yaml", Visits.Mapping.Replace("'\"Person\"'", $"'{unit}'", StringComparison.Ordinal).Replace("format: csv", $"format: {format}", StringComparison.Ordinal).Replace("[visits.csv]", $"[{files}]", StringComparison.Ordinal)), _dictionary);
}
