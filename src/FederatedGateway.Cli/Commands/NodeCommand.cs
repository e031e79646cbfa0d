using System.CommandLine;
using FederatedGateway.Cli.Operators;
using FederatedGateway.Cli.Terminal;

namespace FederatedGateway.Cli.Commands;

/// <summary>fedgate node: what an agency's operator does with the agency's own records. The node's program does the work, for it alone reads rows.</summary>
internal static class NodeCommand
{
    /// <summary>Builds the command.</summary>
    internal static Command Create(Shell shell) => new("node", "Look at an agency's own records before its node serves them. Runs the node's program on this machine.")
    {
        Passed(shell, "map", "Propose a mapping of files, or of a table of PostgreSQL, onto a dictionary: map SOURCE --dictionary FILE. `fedgate node map -- --help` says more."),
        Passed(shell, "check", "Say how a node's data sets would load: check --config FILE|DIR. `fedgate node check -- --help` says more."),
    };

    // All words go to the node's program as they are, and it says what is wrong with them.
    private static Command Passed(Shell shell, string name, string description)
    {
        var program = new Option<string?>("--node-program")
        {
            Description = $"The node's program. Default: {NodeProgram.Variable}, else the one beside this program.",
            HelpName = "FILE",
        };
        var command = new Command(name, description) { program };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellation) =>
            NodeProgram.Find(parsed.GetValue(program), shell).RunAsync([name, .. parsed.UnmatchedTokens], shell, cancellation));
        return command;
    }
}
