using System.CommandLine;
using System.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Commands;

/// <summary>fedgate dictionary: builds data dictionaries and tells their hash.</summary>
internal static class DictionaryCommand
{
    /// <summary>Builds the command.</summary>
    internal static Command Create(Shell shell) => new("dictionary", "Build a data dictionary and tell its hash.")
    {
        Hash(shell),
        Build(shell),
    };

    private static Command Hash(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "A dictionary in JSON." };
        var command = new Command("hash", "Check a dictionary and write the hash that agreements name it by.") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            shell.Output.WriteLine(Read(TextFile.ReadBytes(path, "dictionary"), path).Hash);
            return ExitCode.Complete;
        });
        return command;
    }

    private static Command Build(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "A dictionary in YAML." };
        var target = new Option<string>("--out") { Description = "The JSON file to write; it must not exist.", Required = true, HelpName = "FILE" };
        var command = new Command("build", "Turn a dictionary in YAML into the JSON that agreements name, and write its hash.") { file, target };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var dictionary = Read(Documents.YamlToJson(path, "dictionary"), path);
            TextFile.WriteNew(parsed.GetRequiredValue(target), dictionary.Document.ToArray());
            foreach (var table in dictionary.PublicTables.Values.Where(table => table.Unmatched.Count > 0))
            {
                shell.Error.WriteLine($"The public table {table.Id} has no row for {table.Unmatched.Count} of the {table.Codelist.Codes.Count} codes of {table.Codelist.Id}.");
            }

            shell.Error.WriteLine($"Wrote {parsed.GetRequiredValue(target)}: {dictionary.Id}, version {dictionary.Version}. Agreements name it by:");
            shell.Output.WriteLine(dictionary.Hash);
            return ExitCode.Complete;
        });
        return command;
    }

    private static DataDictionary Read(byte[] json, string path)
    {
        try
        {
            return DataDictionary.Read(json);
        }
        catch (DictionaryException wrong)
        {
            throw CliFailure.NotUnderstood($"{path}: {wrong.Message}");
        }
    }
}
