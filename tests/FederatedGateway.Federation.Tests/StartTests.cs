using System.Net;
using System.Net.Sockets;
using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Demo.Police;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

public sealed class StartTests(CityFederation city) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_second_start_on_the_same_folder_says_that_it_is_in_use()
    {
        StartupException refused = await Assert.ThrowsAsync<StartupException>(() =>
            LocalFederation.StartAsync(city.Federation.Plan, city.Federation.Folder, cancellation: Cancellation));
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains(city.Federation.Folder, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        (int code, string error) = await RunAsync("--once", "--folder", folder.Path, "--port", $"{port}");
        Assert.Equal(3, code);
        Assert.Contains($"{port}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_something_else_in_it_is_left_alone()
    {
        string file = Path.Combine(folder.Path, "letter.txt");
        await File.WriteAllTextAsync(file, "Dear", Cancellation);
        (int code, string error) = await RunAsync("--once", "--folder", folder.Path);
        Assert.Equal(2, code);
        Assert.Contains("--folder", error, StringComparison.Ordinal);
        Assert.Equal("Dear", await File.ReadAllTextAsync(file, Cancellation));
    }

    [Theory]
    [InlineData("--onse", "--once")]
    [InlineData("--sql", "needs a value")]
    [InlineData("--port", "seven", "0 to 65535")]
    [InlineData("--format", "pdf", "table, json or csv")]
    [InlineData("--police-csv", "nowhere", "no folder nowhere")]
    public async Task A_wrong_option_says_what_is_right(params string[] argsAndWords)
    {
        (int code, string error) = await RunAsync(argsAndWords[..^1]);
        Assert.Equal(2, code);
        Assert.Contains(argsAndWords[^1], error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_street_files_says_how_they_are_named()
    {
        StartupException refused = Assert.Throws<StartupException>(() => StreetCrimePlan.Of(folder.Path));
        Assert.Contains("-street.csv", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] args)
    {
        var error = new StringWriter();
        try
        {
            return (await DemoCommand.RunAsync(DemoOptions.Parse(args), TextWriter.Null, error, Cancellation), error.ToString());
        }
        catch (StartupException e)
        {
            return (e.ExitCode, error + e.Message);
        }
    }
}
