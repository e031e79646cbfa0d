using System.Text.Json;
using FederatedGateway.Demo;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

/// <summary>The demo as the README starts it, and the CLI against real hosts.</summary>
public sealed class DemoTests(CityFederation city)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Once_starts_four_agencies_prints_a_table_and_ends_with_0()
    {
        (int code, string output, string error) = await RunAsync("--once");
        Assert.True(code == 0, error);
        Assert.All((string[])["weekday", "Saturday", " of 4", "Police (made up)", "Council (made up)", "not", "withheld"], s => Assert.Contains(s, output, StringComparison.Ordinal));
        Assert.Contains("synthetic", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_asks_the_published_records_of_real_police_forces()
    {
        string data = SharedFolder.PathOf("data/police_uk_street");
        (int code, string output, string error) = await RunAsync(
            "--once", "--police-csv", data, "--format", "csv", "--sql",
            "SELECT month, crime_type, COUNT(*) AS offences FROM police_offences GROUP BY month, crime_type");
        Assert.True(code == 0, error);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("month,crime_type,offences,offences_lower,offences_upper,status,agencies_given", lines[0], StringComparison.Ordinal);
        Assert.Equal(1 + (14 * 3), lines.Length);
        Assert.Contains(lines, l => l.StartsWith("2025-01,violence_and_sexual_offences,", StringComparison.Ordinal) && l.TrimEnd().EndsWith(",whole,3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_clis_json_is_what_an_analyst_can_parse()
    {
        (int code, string output, string error) = await AskAsync("SELECT sex, COUNT(*) AS n FROM violence GROUP BY sex", "--format", "json");
        Assert.True(code == 0, error);
        using JsonDocument answer = JsonDocument.Parse(output);
        Assert.Equal("fedgate-answer/v1", answer.RootElement.GetProperty("schema").GetString());
        Assert.Equal(4, answer.RootElement.GetProperty("agencies").GetArrayLength());
    }

    [Fact]
    public async Task A_preview_tells_the_cost_and_spends_nothing()
    {
        (int code, string output, string error) = await AskAsync("SELECT area, month, COUNT(*) FROM violence GROUP BY area, month", "--preview");
        Assert.True(code == 0, error);
        Assert.Contains("Police (made up)", output, StringComparison.Ordinal);
        (_, string again, _) = await AskAsync("SELECT area, month, COUNT(*) FROM violence GROUP BY area, month", "--preview");
        Assert.Equal(output, again);
    }

    [Fact]
    public async Task A_template_is_asked_with_parameters()
    {
        (int code, string output, string error) = await AskAsync(
            "--template", "violence-by-month", "--param", "from=2025-02", "--param", "to=2025-04", "--format", "csv");
        Assert.True(code == 0, error);
        Assert.Equal(["month", "2025-02", "2025-03", "2025-04"], [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(',')[0]).Where(m => m.CompareTo("2025-02") >= 0 && m.CompareTo("2025-05") < 0 || m == "month")]);
    }

    [Theory]
    [InlineData("violence-by-day", "from=2025-02", "to=2025-04")]
    [InlineData("violence-by-month", "from=2025-02", "until=2025-04")]
    [InlineData("violence-by-month", "from=February", "to=2025-04")]
    public async Task A_template_that_is_not_there_or_is_filled_wrongly_is_refused(string template, string first, string second)
    {
        (int code, string output, string error) = await AskAsync("--template", template, "--param", first, "--param", second);
        Assert.NotEqual(0, code);
        Assert.Empty(output);
        Assert.StartsWith("error:", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await DemoCommand.RunAsync(DemoOptions.Parse(args), output, error, Cancellation);
        return (code, output.ToString(), error.ToString());
    }

    private async Task<(int Code, string Output, string Error)> AskAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await city.Federation.AskAsync([.. arguments, "--quiet"], output, error, Cancellation);
        return (code, output.ToString(), error.ToString());
    }
}
