using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>The commands with which an operator looks at the agency's own records before a node serves them. Nothing listens, nothing leaves the machine.</summary>
internal static class NodeInspection
{
    /// <summary>Whether a command line is one of these commands.</summary>
    public static bool IsAskedFor(string[] args) => args is ["map" or "check", ..];

    /// <summary>Runs a command.</summary>
    /// <param name="args">The command and its options.</param>
    /// <param name="output">Takes the result.</param>
    /// <param name="error">Takes progress and errors.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            string[] options = args[1..];
            bool help = options.Any(option => option is "--help" or "-h" or "-?");
            return (args[0], help) switch
            {
                ("map", true) => Print(MapCommand.Usage, output),
                ("map", false) => new MapCommand(output, error).Run(options),
                (_, true) => Print(CheckCommand.Usage, output),
                _ => new CheckCommand(output, error, TimeProvider.System).Run(options),
            };
        }
        catch (StartupException failure)
        {
            error.WriteLine(failure.Message);
            return failure.ExitCode;
        }
        catch (DuckDBException failure)
        {
            // `map` asks its table as it goes along; the loading of `check` says what failed itself.
            StartupException said = SourceTable.Failed(failure);
            error.WriteLine(said.Message);
            return said.ExitCode;
        }
    }

    private static int Print(string usage, TextWriter output)
    {
        output.WriteLine(usage);
        return ExitCodes.Success;
    }
}
