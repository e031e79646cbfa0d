using System.Diagnostics;
using FederatedGateway.Cli.Operators;
using FederatedGateway.Testing;

namespace FederatedGateway.Cli.Tests;

/// <summary>What fedgate does around the node's program. A program that is on every machine that runs these tests stands in for it: fedgate itself.</summary>
public sealed class NodeCommandTests : IDisposable
{
    private static readonly string Stand = typeof(Fedgate).Assembly.Location;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Words_go_to_the_nodes_program_and_its_errors_and_exit_code_come_back()
    {
        // fedgate has no command "map", and says so with its own exit code.
        var run = await Run.Of(["node", "map", "source.csv", "--dictionary", "d.json", "--node-program", Stand]);
        Assert.Equal((ExitCode.NotUnderstood, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("map", run.Error, StringComparison.Ordinal);
        Assert.Contains("fedgate --help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_of_the_program_are_its_own_and_its_output_comes_back()
    {
        var run = await Run.Of(["node", "check", "--node-program", Stand, "--", "--help"]);
        Assert.Equal((ExitCode.Complete, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains("Ask several agencies one question", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named_with_what_to_do()
    {
        var run = await Run.Of(["node", "map", "source.csv", "--node-program", folder.Of("nothing")]);
        Assert.Equal((ExitCode.NotUnderstood, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains(folder.Of("nothing"), run.Error, StringComparison.Ordinal);
        Assert.Contains("--node-program FILE or " + NodeProgram.Variable, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_stopped_is_asked_first_and_has_time_to_clean_up()
    {
        await RunAsync("mkfifo", folder.Of("started"));
        string program = folder.Write("program", $"""
            #!/bin/sh
            trap 'kill $waiting; echo done > {folder.Of("cleaned")}; exit 143' TERM
            sleep 1000 &
            waiting=$!
            echo > {folder.Of("started")}
            wait

            """);
        await RunAsync("chmod", "+x", program);
        using var stop = new CancellationTokenSource();
        Task<Run> running = Run.Of(["node", "check", "--node-program", program], stop: stop);

        // Returns when the program writes to the pipe.
        Task<string> started = File.ReadAllTextAsync(folder.Of("started"), TestContext.Current.CancellationToken);
        Assert.Same(started, await Task.WhenAny(started, running));
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Cancelled, (await running).ExitCode);
        Assert.True(File.Exists(folder.Of("cleaned")));
    }

    private static async Task RunAsync(string program, params string[] words)
    {
        using var run = Process.Start(program, words);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_file_that_is_no_program_cannot_be_started()
    {
        var run = await Run.Of(["node", "map", "source.csv", "--node-program", folder.Write("program", "no program")]);
        Assert.Equal(ExitCode.NotUnderstood, run.ExitCode);
        Assert.Contains("cannot be started", run.Error, StringComparison.Ordinal);
    }
}
