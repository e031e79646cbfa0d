using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>One state of the files gives one state of the rows, whatever the day: a data version names the files alone.</summary>
public sealed class ExpressionRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DuckDBConnection _connection = LoadingDatabase.Open("512MB");

    public void Dispose()
    {
        _connection.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("date_diff('year', CAST(\"Born\" AS DATE), current_date)", "current_date")]
    [InlineData("CASE WHEN \"Born\" < CAST(now() AS VARCHAR) THEN 'a' END", "now")]
    [InlineData("Today()", "today")]
    [InlineData("age(CAST(\"Born\" AS TIMESTAMP))", "age")]
    [InlineData("localtimestamp", "localtimestamp")]
    [InlineData("CURRENT_TIMESTAMP", "current_timestamp")]
    [InlineData("current_localtime()", "current_localtime")]
    [InlineData("ago(INTERVAL 1 DAY)", "ago")]
    [InlineData("list_transform([1], lambda x: x + random())", "random")]
    [InlineData("uuid()", "uuid")]
    [InlineData("current_setting('threads')", "current_setting")]
    public void What_changes_by_itself_is_refused_by_name(string expression, string name) =>
        Assert.Contains($"uses {name}, which can change", Fault(expression), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("(SELECT area FROM 'postcodes.csv' WHERE code = \"Born\")", "subquery")]
    [InlineData("EXISTS (SELECT 1)", "subquery")]
    [InlineData("\"Born\" IN (SELECT 1)", "subquery")]
    [InlineData("row_number() OVER ()", "row_number")]
    [InlineData("lag(\"Born\") OVER (ORDER BY \"Born\")", "lag")]
    [InlineData("sum(1)", "sum")]
    [InlineData("unnest([1, 2])", "unnest")]
    [InlineData("1), (2", "not one expression")]
    [InlineData("1) FROM range(3) WHERE (true", "not one expression")]
    public void What_sees_more_than_its_row_is_refused(string expression, string what) => Assert.Contains(what, Fault(expression), StringComparison.Ordinal);

    [Theory]
    [InlineData("coalesce(nullif(trim(\"Born\"), ''), 'none') || lower(\"User\")")]
    [InlineData("CASE WHEN TRY_CAST(\"Born\" AS DATE) BETWEEN DATE '2020-01-01' AND DATE '2021-01-01' THEN 1 ELSE 2 END + 3 // 2")]
    [InlineData("strftime(try_strptime(\"Born\", ['%d/%m/%Y', '%Y%m%d']), '%Y-%m')")]
    [InlineData("age(DATE '2026-01-01', CAST(\"Born\" AS DATE))")]
    [InlineData("\"Born\" LIKE 'a%' OR \"Born\" SIMILAR TO '[0-9]+' OR regexp_matches(\"Born\", 'x') OR \"Born\" IN ('1', '2') OR \"Born\"[1:4] = '2020'")]
    [InlineData("list_sum(list_transform(string_split(\"Born\", ','), lambda x: length(x)))")]
    [InlineData("user")]
    [InlineData("'current_date ' || \"Born\" -- as it was on now()")]
    public void What_follows_from_the_row_is_accepted(string expression) => Assert.Null(Fault(expression));

    [Fact]
    public void Expressions_of_the_shipped_mappings_are_accepted()
    {
        NodeMapping[] mappings =
        [
            MappingReader.Read(DeployFolder.PathOf("mappings/police-uk-street.yaml"), DeployFolder.Dictionary("police-uk")),
            MappingReader.Read(DeployFolder.PathOf("mappings/neiss-infants.yaml"), DeployFolder.Dictionary("emergency-injuries")),
            MappingReader.Read(DeployFolder.PathOf("mappings/stats19-gm.yaml"), DeployFolder.Dictionary("road-casualties")),
        ];
        Assert.All(mappings.SelectMany(mapping => mapping.Columns), rule => Assert.Null(Fault(rule.Expression)));
    }

    [Fact]
    public void A_mapping_that_follows_the_clock_does_not_load()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\np1,2025-01,Pub,A1,1\n");
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(
            _folder, Visits.Dictionary(), Visits.Mapping.Replace("'\"Month\"'", "current_date", StringComparison.Ordinal)));
        Assert.Contains("/columns/month/expression", error.Message, StringComparison.Ordinal);
        Assert.Contains("uses current_date", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Configuration, error.ExitCode);
    }

    [Fact]
    public void A_database_that_loads_reads_its_own_files_and_no_other()
    {
        string own = _folder.Write("visits[1].csv", "a\n1\n");
        string other = _folder.Write("visits1.csv", "a\n2\n");
        _connection.AllowOnly(SourceFiles.Find([own]));
        Assert.Equal(1, _connection.Number($"SELECT sum(a)::BIGINT FROM read_csv({SourceRelation.Literally(own)})"));
        Assert.ThrowsAny<DuckDBException>(() => _connection.Number($"SELECT count(*) FROM read_csv({SourceRelation.Literally(other)})"));
        Assert.ThrowsAny<DuckDBException>(() => _connection.Run("SET enable_external_access = true"));
    }

    private string? Fault(string expression) => new ExpressionRules(_connection).Fault(expression, ["Born", "User"]);
}
