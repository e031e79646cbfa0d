using FederatedGateway.Demo;
using FederatedGateway.Demo.Police;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;
using Npgsql;

namespace FederatedGateway.Federation.Tests;

/// <summary>A federation whose agencies keep their rows in PostgreSQL, each in a database of its own.</summary>
public sealed class PostgresFederationTests : IDisposable
{
    private const string Sql = "SELECT council_area, lsoa, COUNT(*) AS offences FROM police_offences GROUP BY ROLLUP(council_area, lsoa)";

    private readonly TemporaryFolder rows = new();
    private readonly TemporaryFolder files = new();
    private readonly TemporaryFolder tables = new();

    public PostgresFederationTests()
    {
        NeededProgram.Require(PostgresCluster.IsInstalled, PostgresCluster.Missing);
        SmallForces.Write(rows.Path);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        rows.Dispose();
        files.Dispose();
        tables.Dispose();
    }

    // A cell is off its truth by three times its 95 % interval with a probability below 1e-8; there are twelve.
    [Fact]
    public async Task A_rollup_from_small_areas_has_the_same_shape_and_noise_over_files_and_over_PostgreSQL()
    {
        Answer[] answers = [await AskAsync(files, null), await AskAsync(tables, PostgresPrograms.Find(PostgresPrograms.UsualFolders))];
        Assert.Equal(answers[0].Cells.Select(Shape), answers[1].Cells.Select(Shape));
        foreach (Answer answer in answers)
        {
            Assert.Equal(QuestionState.Complete, answer.State);
            Assert.Equal(["", "Alder", "Alder W01000001", "Alder W01000002", "Birch", "Birch E01000004"], answer.Cells.Select(Key).Order(StringComparer.Ordinal));
            Assert.All(answer.Cells, cell => Assert.InRange(
                Math.Abs(cell.Values[0].Value - SmallForces.Truth(cell.Key)), 0, 3 * (cell.Values[0].Upper - cell.Values[0].Lower) / 2));
        }

        // Nodes over files keep a copy, and nodes over PostgreSQL none.
        Assert.True(Directory.Exists(Path.Combine(files.Path, "north-police", "state", "copies")));
        Assert.False(Directory.Exists(Path.Combine(tables.Path, "north-police", "state", "copies")));
    }

    [Fact]
    public async Task An_agencys_role_reads_its_own_table_and_nothing_else()
    {
        await using LocalFederation federation = await StartAsync(tables, PostgresPrograms.Find(PostgresPrograms.UsualFolders));
        await using (NpgsqlConnection own = await ConnectAsync("north-police", "north-police"))
        {
            await using var read = new NpgsqlCommand("SELECT count(*) FROM records.street_crime", own);
            Assert.Equal((long)SmallForces.Truth(["Alder"]), await read.ExecuteScalarAsync(Cancellation));
            foreach (string write in (string[])["DELETE FROM records.street_crime", "CREATE TABLE records.notes (note text)", "CREATE SCHEMA notes"])
            {
                await using var command = new NpgsqlCommand(write, own);
                PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            }
        }

        PostgresException other = await Assert.ThrowsAsync<PostgresException>(() => ConnectAsync("north-police", "south-police"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, other.SqlState);
    }

    [Fact]
    public async Task Passwords_are_in_files_of_their_owner_and_nowhere_else()
    {
        using var logs = new LogRecorder();
        await using (await StartAsync(tables, PostgresPrograms.Find(PostgresPrograms.UsualFolders), logs))
        {
        }

        string[] secrets = [.. Directory.EnumerateFiles(tables.Path, "*password", SearchOption.AllDirectories)];
        Assert.Equal(3, secrets.Length); // The administrator's and two roles'.
        Assert.All(secrets, secret => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(secret)));
        string[] passwords = [.. secrets.Select(File.ReadAllText)];
        IEnumerable<string> texts = Directory.EnumerateFiles(tables.Path, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".log", StringComparison.Ordinal) || file.EndsWith(".conf", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .Concat(logs.Lines);
        Assert.All(texts, text => Assert.DoesNotContain(passwords, password => text.Contains(password, StringComparison.Ordinal)));
    }

    private static (int Level, string Key, CombinedCell.Types.Status Status, string GivenBy, double Width) Shape(CombinedCell cell) =>
        (cell.Level, Key(cell), cell.Status, string.Join(' ', cell.GivenBy), cell.Values[0].Upper - cell.Values[0].Lower);

    private static string Key(CombinedCell cell) => string.Join(' ', cell.Key);

    private async Task<Answer> AskAsync(TemporaryFolder folder, PostgresPrograms? postgres)
    {
        await using LocalFederation federation = await StartAsync(folder, postgres);
        using AnalystClient analyst = AnalystClient.Open(federation.Profile);
        return await analyst.AskAsync(Sql, Cancellation);
    }

    private Task<LocalFederation> StartAsync(TemporaryFolder folder, PostgresPrograms? postgres, LogRecorder? logs = null) => LocalFederation.StartAsync(
        StreetCrimePlan.Of(rows.Path),
        folder.Path,
        new LocalFederationOptions { Postgres = postgres, Configure = (_, services) => logs?.Record(services) },
        Cancellation);

    private async Task<NpgsqlConnection> ConnectAsync(string role, string database)
    {
        string agency = Path.Combine(tables.Path, role);
        var server = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(agency, "node.json"), Cancellation))!["Node"]!["Servers"]![0]!;
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = (string)server["Host"]!,
            Port = (int)server["Port"]!,
            Database = database,
            Username = role,
            Password = await File.ReadAllTextAsync(Path.Combine(agency, "records.password"), Cancellation),
            SslMode = SslMode.VerifyFull,
            RootCertificate = Path.Combine(agency, "authority.pem"),
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }
}
