using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary><c>check</c>: loads every data set of a node's configuration as the node would, into a folder of its own, and reports to the operator.</summary>
/// <param name="output">Takes the report. It holds true counts and is for the operator alone.</param>
/// <param name="error">Takes progress and what stands in the way.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckCommand(TextWriter output, TextWriter error, TimeProvider time)
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        check --config FILE|DIR [--Section:Key VALUE ...]

        Loads every data set of a node's configuration as the node would, without listening, and says for each: rows read, refused and why, values
        that are no code, keys that public tables lack, the data version, and how long the copy took. The figures are true counts of your own rows:
        they are for you alone. The node's own copy and ledger are not touched; the node may be running.

          --config FILE|DIR   node.json, or the folder that holds it
        Exit codes: 0 every data set would load, 2 one would not, or the configuration is wrong, 4 another check is running.
        """;

    /// <summary>Runs the command.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="StartupException">The configuration is wrong, or the folder cannot be used.</exception>
    public int Run(string[] args)
    {
        (NodeOptions options, IHostEnvironment environment) = InspectedConfiguration.Read(args, whole: true);
        return Check(options, environment);
    }

    private int Check(NodeOptions options, IHostEnvironment environment)
    {
        DataDictionary dictionary = NodeState.ReadDictionary(environment.PathOf(options.Dictionary));
        using var scratch = CheckFolder.Take(environment.PathOf(options.Folder));
        var check = new DatasetCheck(options, environment, dictionary, scratch, time);
        int failed = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (DatasetOptions dataset in options.Datasets)
        {
            failed += Loads(check, dataset, environment, dictionary, seen) ? 0 : 1;
        }

        output.WriteLine(failed == 0 ? "Every data set would load." : $"{failed} of {options.Datasets.Count} data sets would not load.");
        return failed == 0 ? ExitCodes.Success : ExitCodes.Configuration;
    }

    private bool Loads(DatasetCheck check, DatasetOptions dataset, IHostEnvironment environment, DataDictionary dictionary, HashSet<string> seen)
    {
        output.WriteLine(dataset.Mapping);
        try
        {
            NodeMapping mapping = MappingReader.Read(environment.PathOf(dataset.Mapping), dictionary, [.. dataset.Files.Select(environment.PathOf)]);
            output.WriteLine($"  data set        {mapping.Dataset.Id}");
            return IsFirst(mapping.Dataset.Id, seen) && check.Run(mapping, output);
        }
        catch (StartupException failure)
        {
            output.WriteLine("  would not load");
            error.WriteLine(failure.Message);
            return false;
        }
    }

    private bool IsFirst(string dataset, HashSet<string> seen)
    {
        bool first = seen.Add(dataset);
        if (!first)
        {
            output.WriteLine("  would not load");
            error.WriteLine($"Two mappings are for the data set {dataset}. Join them: a mapping can name many files.");
        }

        return first;
    }
}
