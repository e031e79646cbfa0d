using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>The words of a command line: one that stands alone, options with a value, and switches.</summary>
internal sealed class InspectionArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _switches = new(StringComparer.Ordinal);

    /// <summary>Reads a command line.</summary>
    /// <exception cref="StartupException">An option is not known, twice, or lacks its value.</exception>
    public InspectionArguments(string[] args, IReadOnlyList<string> options, IReadOnlyList<string> switches)
    {
        for (int at = 0; at < args.Length; at++)
        {
            string word = args[at];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                Alone = Alone is null ? word : throw Wrong($"There is more than one source: {Alone} and {word}. Name one file, one folder, or one pattern in quotes.");
            }
            else if (switches.Contains(word))
            {
                _switches.Add(word);
            }
            else if (!options.Contains(word))
            {
                throw Wrong($"The option {word} is not known. There are: {string.Join(", ", options.Concat(switches))}.");
            }
            else if (++at == args.Length || !_values.TryAdd(word, args[at]))
            {
                throw Wrong($"The option {word} lacks its value, or is there twice.");
            }
        }
    }

    /// <summary>The word that stands alone; null when there is none.</summary>
    public string? Alone { get; }

    /// <summary>The value of an option; null when it is absent.</summary>
    public string? this[string option] => _values.GetValueOrDefault(option);

    /// <summary>Whether a switch is given.</summary>
    public bool Has(string name) => _switches.Contains(name);

    private static StartupException Wrong(string message) => new(message, ExitCodes.Configuration);
}
