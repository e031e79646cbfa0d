using System.CommandLine;

namespace FederatedGateway.Cli.Commands;

/// <summary>Says what was probably meant by a word that no command knows.</summary>
internal static class Misspelling
{
    /// <summary>The lines that explain a command line that was not understood.</summary>
    internal static IEnumerable<string> Explain(ParseResult parsed)
    {
        // An option that is not known swallows nothing, so the word after it is unknown too; the first one is the culprit.
        var about = parsed.Errors.Where(error => error.SymbolResult is not System.CommandLine.Parsing.CommandResult).ToList();
        return about.Count > 0 || parsed.UnmatchedTokens.Count == 0
            ? (about.Count > 0 ? about : parsed.Errors).Select(error => error.Message.Replace("\n\t", " ", StringComparison.Ordinal).Replace(Environment.NewLine + "\t", " ", StringComparison.Ordinal))
            : [Unknown(parsed.UnmatchedTokens[0], parsed.CommandResult.Command)];
    }

    /// <summary>A sentence about a word that is neither option nor command here, with the nearest one that is.</summary>
    internal static string Unknown(string word, Command command)
    {
        var kind = word.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        var known = kind == "option"
            ? command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))
            : command.Subcommands.Select(subcommand => subcommand.Name);
        var nearest = known.Select(name => (Name: name, Distance: Distance(word, name))).OrderBy(pair => pair.Distance).FirstOrDefault();
        var meant = nearest.Name is not null && nearest.Distance <= Math.Max(2, nearest.Name.Length / 3) ? $" Did you mean {nearest.Name}?" : string.Empty;
        return $"There is no {kind} \"{word}\" here.{meant}";
    }

    // Levenshtein, "Binary codes capable of correcting deletions, insertions and reversals" (1966).
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
