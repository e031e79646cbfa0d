using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using FederatedGateway.Federation.Tests.Conventions;

namespace FederatedGateway.Federation.Tests;

/// <summary>A client written in JavaScript with a stock gRPC library; it shares nothing with this project but the .proto files.</summary>
public sealed class InteropTests(CityFederation city)
{
    private static readonly string Folder = Path.Combine(Sources.Root, "tests", "interop");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_in_another_language_previews_submits_and_reads_an_answer()
    {
        (int code, string output, string error) = await RunAsync("SELECT age_band, COUNT(*) AS incidents FROM violence GROUP BY age_band");
        Assert.True(code == 0, error);

        using JsonDocument result = JsonDocument.Parse(output);
        JsonElement answer = result.RootElement.GetProperty("answer");
        Assert.Equal("QUESTION_STATE_COMPLETE", answer.GetProperty("state").GetString());
        Assert.Equal(4, answer.GetProperty("agencies").GetArrayLength());
        Assert.Equal(4, result.RootElement.GetProperty("preview").GetProperty("agencies").GetInt32());
        Assert.Equal("answer", result.RootElement.GetProperty("progress").EnumerateArray().Last().GetString());
        Assert.Contains(
            answer.GetProperty("cells").EnumerateArray(),
            c => c.GetProperty("key")[0].GetString() == "18_24" && long.Parse(c.GetProperty("values")[0].GetProperty("value").GetString()!) > 1000);
    }

    [Fact]
    public async Task A_client_in_another_language_reads_the_reason_of_a_refusal()
    {
        (int code, _, string error) = await RunAsync("SELECT colour, COUNT(*) FROM violence GROUP BY colour");
        Assert.Equal(1, code);
        Assert.Contains("colour", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string sql)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")), "run \"npm ci\" in tests/interop first, as ./test.sh does");
        using Process process = Start(sql);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }

    private Process Start(string sql)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", ["ask.mjs", city.Federation.Profile, sql])
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("Node.js is not installed");
            throw;
        }
    }
}
