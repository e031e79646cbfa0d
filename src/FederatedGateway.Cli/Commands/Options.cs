using System.CommandLine;

namespace FederatedGateway.Cli.Commands;

/// <summary>Options that several commands take, each with one meaning everywhere.</summary>
internal static class Options
{
    /// <summary>--profile.</summary>
    internal static Option<string?> Profile() => new("--profile")
    {
        Description = "fedgate.json or its folder. Default: FEDGATE_PROFILE, else the current folder.",
        HelpName = "FILE|DIR",
    };

    /// <summary>--format.</summary>
    internal static Option<string> Format()
    {
        var option = new Option<string>("--format")
        {
            Description = "What is written on standard output.",
            DefaultValueFactory = _ => OutputFormat.Table,
        };
        option.AcceptOnlyFromAmong(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        return option;
    }

    /// <summary>--quiet.</summary>
    internal static Option<bool> Quiet() => new("--quiet") { Description = "No progress and no notes on standard error." };

    /// <summary>--timeout.</summary>
    internal static Option<int> Timeout()
    {
        var option = new Option<int>("--timeout")
        {
            Description = "Seconds to wait for the answer. The question goes on after that.",
            DefaultValueFactory = _ => 120,
            HelpName = "SECONDS",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[^1].Value, out var seconds) || seconds is < 1 or > 86_400))
            {
                result.AddError("--timeout takes a whole number of seconds, 1 to 86400.");
            }
        });
        return option;
    }

    /// <summary>--passphrase-file.</summary>
    internal static Option<string?> PassphraseFile() => new("--passphrase-file")
    {
        Description = "A file whose first line is the key's passphrase.",
        HelpName = "FILE",
    };
}
