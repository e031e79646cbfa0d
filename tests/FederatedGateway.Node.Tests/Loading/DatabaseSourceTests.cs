using DuckDB.NET.Data;
using FederatedGateway.Agreements;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>A DuckDB database of the agency as a source.</summary>
public sealed class DatabaseSourceTests : IDisposable
{
    private static readonly IReadOnlyList<VisitRow> Rows = Visits.RandomRows(1, 300);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_reads_as_the_same_rows_in_a_CSV_file_and_is_left_as_it_was()
    {
        using LoadedVisits expected = LoadedVisits.Of(_folder, Visits.Dictionary(), Rows);
        Make("[records].duckdb");
        byte[] before = File.ReadAllBytes(_folder.Of("[records].duckdb"));
        using LoadedVisits visits = Load("[records].duckdb");
        const string Sql = "SELECT month, place, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY month, place";
        Assert.Equal(
            expected.Read(Sql, WindowKind.AllTime).Select(cell => (cell.Key, cell.Value.Units, cell.Value.Values[1])),
            visits.Read(Sql, WindowKind.AllTime).Select(cell => (cell.Key, cell.Value.Units, cell.Value.Values[1])));
        Assert.Equal(before, File.ReadAllBytes(_folder.Of("[records].duckdb")));
        Assert.False(File.Exists(_folder.Of("[records].duckdb.wal")));
    }

    [Fact]
    public void Several_databases_are_read_together_and_the_data_version_follows_each()
    {
        Make("a.duckdb");
        Make("b.duckdb");
        string first;
        using (LoadedVisits visits = Load("*.duckdb"))
        {
            first = visits.Engine.DataVersion;
            Assert.Equal(2 * Rows.Count, visits.Copy.Manifest.Rows);
        }

        Change("b.duckdb", "DELETE FROM crime.\"Seen Visits\" WHERE \"Person\" IS NULL");
        using LoadedVisits after = Load("*.duckdb");
        Assert.NotEqual(first, after.Engine.DataVersion);
        Assert.Equal((2 * Rows.Count) - Rows.Count(row => row.Person is null), after.Copy.Manifest.Rows);
    }

    [Fact]
    public void Changes_beside_the_file_are_not_passed_over()
    {
        Make("a.duckdb");
        _folder.Write("a.duckdb.wal", "changes");
        StartupException error = Assert.Throws<StartupException>(() => Load("a.duckdb"));
        Assert.Contains("a.duckdb.wal", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_database_that_was_cut_off_is_named_and_may_still_be_growing(double part)
    {
        Make("a.duckdb", Visits.RandomRows(1, 60_000));
        byte[] whole = File.ReadAllBytes(_folder.Of("a.duckdb"));
        _folder.Write("a.duckdb", whole[..(int)(whole.Length * part)]);
        StartupException error = Assert.Throws<StartupException>(() => Load("a.duckdb"));
        Assert.Contains("a.duckdb", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);
    }

    [Theory]
    [InlineData("arrests", "has no table crime.arrests (a view is not read). It has: crime.Seen Visits, crime.computed")]
    [InlineData("seen", "has no table crime.seen")]
    [InlineData("computed", "has computed columns")]
    public void What_is_no_plain_table_is_refused(string table, string expected)
    {
        Make("a.duckdb");
        Change("a.duckdb", "CREATE VIEW crime.seen AS FROM crime.\"Seen Visits\"; CREATE TABLE crime.computed (a INTEGER, b AS (a + 1))");
        StartupException error = Assert.Throws<StartupException>(() => Load("a.duckdb", table));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Configuration, error.ExitCode);
    }

    [Fact]
    public void A_database_is_mapped_like_a_file()
    {
        Make("a.duckdb");
        _folder.Write("dictionary.json", Visits.Dictionary().Document.ToArray());
        var (output, error) = (new StringWriter(), new StringWriter());
        string[] words = ["map", _folder.Of("a.duckdb"), "--dictionary", _folder.Of("dictionary.json")];
        Assert.Equal(ExitCodes.Configuration, NodeInspection.Run(words, output, error));
        Assert.Contains("--table", error.ToString(), StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Success, NodeInspection.Run([.. words, "--table", "crime.Seen Visits"], output, error));
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(), output.ToString().Replace("whenNull: refuse", "whenNull: own-unit", StringComparison.Ordinal));
        Assert.Equal(Rows.Count, visits.Copy.Manifest.Rows);
    }

    private LoadedVisits Load(string files, string table = "seen visits") => new(_folder, Visits.Dictionary(), Visits.Mapping
        .Replace("[visits.csv]", $"['{files}']", StringComparison.Ordinal)
        .Replace("format: csv", $"format: duckdb\n  schema: crime\n  table: {table}", StringComparison.Ordinal));

    private void Make(string name, IReadOnlyList<VisitRow>? rows = null)
    {
        string csv = _folder.Write("made.txt", Visits.Csv(rows ?? Rows));
        Change(name, $"CREATE SCHEMA crime; CREATE TABLE crime.\"Seen Visits\" AS SELECT * REPLACE (CAST(\"Cost\" AS DECIMAL(9, 2)) AS \"Cost\") FROM read_csv('{csv}', all_varchar = true)");
    }

    // Closing it writes everything into the file.
    private void Change(string name, string sql)
    {
        using var duck = new DuckDBConnection($"DataSource={_folder.Of(name)}");
        duck.Open();
        duck.Run(sql);
    }
}
