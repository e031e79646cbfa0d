using FederatedGateway.Testing;

namespace FederatedGateway.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("qurey", "Did you mean query?")]
    [InlineData("query --fromat json x", "Did you mean --format?")]
    [InlineData("query x --fromat json", "Did you mean --format?")]
    [InlineData("keys nwe", "Did you mean new?")]
    [InlineData("query --format yaml x", "Must be one of: 'table'")]
    [InlineData("query --timeout soon x", "--timeout takes a whole number of seconds")]
    [InlineData("query", "There is no question.")]
    [InlineData("query x --file y", "There is more than one question.")]
    [InlineData("query --template t --param a", "\"a\" is not NAME=VALUE.")]
    [InlineData("keys new", "--out")]
    [InlineData("answers list --limit 0", "--limit takes a whole number above zero.")]
    public async Task A_command_line_that_is_not_understood_is_explained_on_standard_error(string line, string expected)
    {
        var run = await Run.Of(line.Split(' '));
        Assert.Equal((ExitCode.NotUnderstood, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_a_result()
    {
        var run = await Run.Of(["query", "--help"]);
        Assert.Equal((ExitCode.Complete, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains("--preview", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_tells_all_its_errors_at_once()
    {
        var profile = folder.Write("fedgate.json", """{ "gateway": "http://x", "authority": "none.pem", "officerKeys": ["p256:no"], "analist": "a" }""");
        var run = await Run.Of(["query", "SELECT 1", "--profile", profile]);
        Assert.Equal(ExitCode.NotUnderstood, run.ExitCode);
        foreach (var expected in new[] { "https://", "none.pem", "p256:no", "\"analist\" is not known", "\"analyst\" is missing", "\"signingKey\" is missing", "the gateway must know you" })
        {
            Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_profile_is_named_with_a_remedy()
    {
        var run = await Run.Of(["query", "SELECT 1", "--profile", folder.Path]);
        Assert.Equal(ExitCode.NotUnderstood, run.ExitCode);
        Assert.Contains(folder.Of("fedgate.json"), run.Error, StringComparison.Ordinal);
    }
}
