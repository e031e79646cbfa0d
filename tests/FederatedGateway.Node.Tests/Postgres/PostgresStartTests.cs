using FederatedGateway.Demo;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FederatedGateway.Node.Tests;

public sealed class PostgresStartTests(PostgresClusters clusters)
{
    private readonly DataDictionary _dictionary = Visits.Dictionary();

    public static TheoryData<string, string> WrongSettings => new()
    {
        { "password", "let the role in" },
        { "root", "not issued by RootCertificate" },
        { "host", "not for Host" },
        { "port", "nobody listens" },
        { "database", "Correct Database" },
        { "table", "source.table" },
        { "column", "has the columns: \"person\"" },
        { "writer", "lets the node's role write" },
        { "nothing granted", "GRANT" },
        { "server name", "Node:Servers does not have" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public void What_cannot_work_is_said_at_the_start_with_its_remedy(string what, string remedy)
    {
        PostgresCluster cluster = clusters.Of(0);
        string database = clusters.NewDatabase(cluster);
        clusters.Execute(cluster, database, "CREATE TABLE crime.visits (person text, month text, place text, area text, cost numeric)");
        if (what is "writer" or "nothing granted")
        {
            clusters.Execute(cluster, database, what == "writer"
                ? $"CREATE TABLE crime.notes (note text); GRANT INSERT ON crime.notes TO {PostgresClusters.Reader}"
                : $"REVOKE SELECT ON crime.visits FROM {PostgresClusters.Reader}");
        }

        using var folder = new TemporaryFolder();
        using PrivateAuthority other = PrivateAuthority.Create("other", TimeProvider.System);
        folder.Write("root.pem", what == "root" ? other.AuthorityPem : clusters.AuthorityPem);
        folder.Write("password", what == "password" ? "wrong" : clusters.ReaderPassword);
        PostgresOptions options = PostgresVisits.Options((cluster, what == "database" ? "nowhere" : database), "s0");
        options.Host = what == "host" ? "127.0.0.1" : options.Host;
        options.Port = what == "port" ? 1 : options.Port;
        string mapping = PostgresVisits.Mapping.Replace("SERVERS", what == "server name" ? "elsewhere" : "s0", StringComparison.Ordinal)
            .Replace("table: visits", what == "table" ? "table: visit" : "table: visits", StringComparison.Ordinal)
            .Replace("expression: area", what == "column" ? "expression: district" : "expression: area", StringComparison.Ordinal);
        StartupException refused = Assert.Throws<StartupException>(() => Start(folder, mapping, [options]).Dispose());
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Configuration, refused.ExitCode);
    }

    [Theory]
    [InlineData("p1,2025-01,Pub,A1,NaN", "NaN or infinity for cost")]
    [InlineData("p1,2025-01,Pub,A1,infinity", "NaN or infinity for cost")]
    [InlineData("p1,2023-01,Pub,A1,1", "month: not a month in range")]
    [InlineData("p1,2025-01,Pub,Z77,1", "area: not of the right shape")]
    [InlineData("p1,2025-01,Pub,A1,100.01", "cost: not a number in range")]
    public void Rows_without_a_place_are_refused_by_reason_and_never_quoted(string row, string reason)
    {
        StartupException refused = Assert.Throws<StartupException>(() => PostgresVisits.One(
            clusters, _dictionary, Visits.RandomRows(1, 9), prepare: (cluster, database) => clusters.Copy(cluster, database, "crime.visits", $"{Visits.Header}\n{row}\n")).Dispose());
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Z77", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("100.01", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_refused_rows_are_left_out_of_answers()
    {
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(1, 200);
        using PostgresVisits visits = PostgresVisits.One(clusters, _dictionary, rows, prepare: (cluster, database) =>
            clusters.Copy(cluster, database, "crime.visits", $"{Visits.Header}\np1,2025-01,Pub,Z77,1\np1,2025-13,Pub,A1,1\np1,2025-01,Pub,A1,\n"));
        const string Sql = "SELECT place, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY place";
        CellComparison.Same(visits.Expected(rows, Sql, Agreements.WindowKind.AllTime), visits.Cells(Sql, Agreements.WindowKind.AllTime));
    }

    public static TheoryData<string, string> WrongShares => new()
    {
        { "PARTITION BY HASH (person); CREATE TABLE crime.part PARTITION OF crime.visits FOR VALUES WITH (MODULUS 3, REMAINDER 0)", "overlap" },
        { "PARTITION BY HASH (person); CREATE TABLE crime.part PARTITION OF crime.visits FOR VALUES WITH (MODULUS 6, REMAINDER 4)", "a partition is missing" },
        { "PARTITION BY HASH (area); CREATE TABLE crime.part PARTITION OF crime.visits FOR VALUES WITH (MODULUS 3, REMAINDER 1)", "not partitioned by hash of the unit" },
        { "PARTITION BY LIST (person); CREATE TABLE crime.part PARTITION OF crime.visits DEFAULT", "not partitioned by hash of the unit" },
        { "", "not partitioned by hash of the unit" },
    };

    [Theory]
    [InlineData("person real", "person", "it is a float4")]
    [InlineData("person double precision", "person", "it is a float8")]
    [InlineData("person numeric", "person", "trim_scale")]
    [InlineData("person money", "person", "it is a money")]
    [InlineData("person timestamptz", "person", "it is a timestamptz")]
    [InlineData("person interval", "person", "it is a interval")]
    [InlineData("person bytea", "person", "encode(..., 'hex')")]
    [InlineData("person jsonb", "person", "it is a jsonb")]
    [InlineData("person boolean", "person", "it is a bool")]
    [InlineData("person crime.amount", "person", "it is a float8")]
    [InlineData("person text", "person::float8", "it is a float8")]
    [InlineData("person text COLLATE crime.any_case", "person", "takes texts of different bytes for equal")]
    [InlineData("person varchar(9) COLLATE crime.any_case", "'p' || person", "takes texts of different bytes for equal")]
    [InlineData("person text COLLATE crime.any_case", "lower(person) COLLATE \"C\"", null)]
    [InlineData("person numeric", "person::bigint", null)]
    [InlineData("person numeric", "trim_scale(person)::text", null)]
    [InlineData("person bytea", "encode(person, 'hex')", null)]
    [InlineData("person uuid", "person", null)]
    [InlineData("person char(9)", "person", null)]
    public void A_unit_of_a_type_that_could_take_two_for_one_or_one_for_two_is_refused_with_the_remedy(string column, string expression, string? problem)
    {
        PostgresCluster cluster = clusters.Of(0);
        string database = clusters.NewDatabase(cluster);
        clusters.Execute(cluster, database, "CREATE COLLATION crime.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false); CREATE DOMAIN crime.amount AS float8");
        clusters.Execute(cluster, database, $"CREATE TABLE crime.visits ({column}, month text, place text, area text, cost numeric)");
        using var folder = new TemporaryFolder();
        folder.Write("root.pem", clusters.AuthorityPem);
        folder.Write("password", clusters.ReaderPassword);
        string mapping = PostgresVisits.Mapping.Replace("SERVERS", "s0", StringComparison.Ordinal)
            .Replace("expression: person,", $"expression: '{expression.Replace("'", "''", StringComparison.Ordinal)}',", StringComparison.Ordinal);
        string? said = null;
        try
        {
            Start(folder, mapping, [PostgresVisits.Options((cluster, database), "s0")]).Dispose();
        }
        catch (StartupException refused)
        {
            said = refused.Message;
        }

        Assert.Equal(problem is null, said is null);
        Assert.Contains(problem ?? "", said ?? "", StringComparison.Ordinal);
        Assert.Contains(problem is null ? "" : $"/unit/expression {expression}", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Sabotage_a_numeric_unit_in_slices_would_be_two_units()
    {
        string slices = string.Join(", ", Enumerable.Range(0, 8).Select(index => $"count(*) FILTER (WHERE {new PostgresSlice(index, 8, 8).Sql})"));
        string found = Assert.Single(clusters.Lines(clusters.Of(0), "postgres",
            $"SELECT concat_ws(' ', count(DISTINCT unit), {slices}) FROM (SELECT round(1, scale) AS unit FROM generate_series(0, 40) scale) AS rows"));
        Assert.StartsWith("1 ", found, StringComparison.Ordinal);
        Assert.True(found.Split(' ')[1..].Count(rows => rows != "0") > 1);
    }

    [Theory]
    [MemberData(nameof(WrongShares))]
    public void Servers_that_could_share_a_unit_are_refused(string second, string why)
    {
        const string Columns = "(person text, month text, place text, area text, cost numeric)";
        using var folder = new TemporaryFolder();
        folder.Write("root.pem", clusters.AuthorityPem);
        folder.Write("password", clusters.ReaderPassword);
        string[] tables = ["PARTITION BY HASH (person); CREATE TABLE crime.part PARTITION OF crime.visits FOR VALUES WITH (MODULUS 3, REMAINDER 0)", second];
        PostgresOptions[] options = [.. tables.Select((table, index) =>
        {
            PostgresCluster cluster = clusters.Of(index);
            string database = clusters.NewDatabase(cluster);
            clusters.Execute(cluster, database, $"CREATE TABLE crime.visits {Columns} {table}");
            return PostgresVisits.Options((cluster, database), $"s{index}");
        })];
        StartupException refused = Assert.Throws<StartupException>(() => Start(folder, PostgresVisits.Mapping.Replace("SERVERS", "s0, s1", StringComparison.Ordinal), options).Dispose());
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Servers_that_share_by_citext_are_refused_for_each_has_a_lower_case_of_its_own()
    {
        using var folder = new TemporaryFolder();
        folder.Write("root.pem", clusters.AuthorityPem);
        folder.Write("password", clusters.ReaderPassword);
        PostgresOptions[] options = [.. Enumerable.Range(0, 2).Select(index =>
        {
            PostgresCluster cluster = clusters.Of(index);
            string database = clusters.NewDatabase(cluster);
            clusters.Execute(cluster, database, "CREATE EXTENSION citext; CREATE TABLE crime.visits (person citext, month text, place text, area text, cost numeric) PARTITION BY HASH (person); "
                + $"CREATE TABLE crime.part PARTITION OF crime.visits FOR VALUES WITH (MODULUS 2, REMAINDER {index})");
            return PostgresVisits.Options((cluster, database), $"s{index}");
        })];
        StartupException refused = Assert.Throws<StartupException>(() => Start(folder, PostgresVisits.Mapping.Replace("SERVERS", "s0, s1", StringComparison.Ordinal), options).Dispose());
        Assert.Contains("the unit is citext", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Partition by a column of type text", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^[A-C][0-9]$", true)]
    [InlineData("^([EW]010[0-9]{5}|unknown)$", true)]
    [InlineData("^[A-Za-z][A-Za-z .,'()-]*$", true)]
    [InlineData("^(?:a\\.b)+$", true)]
    [InlineData("^\\d+$", false)]
    [InlineData("^a.b$", false)]
    [InlineData("^[^a]$", false)]
    [InlineData("^[[:alpha:]]$", false)]
    [InlineData("^a*?$", false)]
    [InlineData("^[a-z-[aeiou]]$", false)]
    [InlineData("^(?i:a)$", false)]
    [InlineData("^é$", false)]
    public void A_pattern_goes_to_the_server_only_if_it_means_the_same_there(string pattern, bool same) =>
        Assert.Equal(same, PostgresPattern.Of(new PatternType(pattern, 10)) is not null);

    private PostgresEngine Start(TemporaryFolder folder, string mapping, IReadOnlyList<PostgresOptions> options)
    {
        folder.Write(NodeSecret.FileName, new byte[32]);
        NodeMapping read = MappingReader.Read(folder.Write("mapping.yaml", mapping), _dictionary);
        return PostgresSurvey.Open(read, _dictionary, options, folder.Of, new NodeOptions(), NodeSecret.Read(folder.Path), NullLogger.Instance);
    }
}
