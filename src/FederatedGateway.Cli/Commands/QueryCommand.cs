using System.CommandLine;
using FederatedGateway.Agreements;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Cli.Terminal;

namespace FederatedGateway.Cli.Commands;

/// <summary>fedgate query: the command line of a question.</summary>
internal sealed class QueryCommand
{
    private readonly Argument<string?> sql = new("SQL") { Description = "The question in SQL (docs/queries.md).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> file = new("--file") { Description = "Read the SQL from a file, or from standard input with \"-\".", HelpName = "FILE|-" };
    private readonly Option<string?> template = new("--template") { Description = "Use a template of the agreement.", HelpName = "ID" };
    private readonly Option<string[]> parameters = new("--param") { Description = "The value of @NAME in the SQL or the template; repeat for each.", HelpName = "NAME=VALUE" };
    private readonly Option<bool> preview = new("--preview") { Description = "Show cost, noise and refusals; read and charge nothing." };
    private readonly Option<bool> explain = new("--explain") { Description = "With --preview: also how the noise follows from the agreement's price and the dictionary's bounds." };
    private readonly Option<decimal?> within = new("--within") { Description = "With --preview: also the price at which each value is within plus or minus NUMBER at 95%.", HelpName = "NUMBER" };
    private readonly Option<string?> agreement = new("--agreement") { Description = "The agreement's id or hash. Default: the profile's.", HelpName = "ID|HASH" };
    private readonly Option<bool> requireAll = new("--require-all") { Description = "End with exit code 4 unless every agency answered." };
    private readonly Option<bool> all = new("--all") { Description = "List every withheld group in the table." };
    private readonly Option<string> format = Options.Format();
    private readonly Option<string?> profile = Options.Profile();
    private readonly Option<int> timeout = Options.Timeout();
    private readonly Option<bool> quiet = Options.Quiet();

    /// <summary>Builds the command.</summary>
    internal static Command Create(Shell shell)
    {
        var options = new QueryCommand();
        // Without this a mistyped option would be taken for SQL.
        options.sql.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && word.StartsWith('-') && !word.Any(char.IsWhiteSpace))
            {
                result.AddError(Misspelling.Unknown(word, ((System.CommandLine.Parsing.CommandResult)result.Parent!).Command));
            }
        });
        options.within.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<decimal?>() is <= 0)
            {
                result.AddError("--within needs a number above 0, in the unit of the value: --within 10.");
            }
        });
        var command = new Command("query", "Ask the agencies of an agreement one question, signed with your key.")
        {
            options.sql, options.file, options.template, options.parameters, options.preview, options.explain, options.within, options.agreement, options.requireAll,
            options.all, options.format, options.profile, options.timeout, options.quiet,
        };
        command.SetAction((parsed, cancellation) => new QuestionSession(shell, options.Read(parsed, shell)).RunAsync(cancellation));
        return command;
    }

    private QuestionRequest Read(ParseResult parsed, Shell shell) => new()
    {
        Text = TextOf(parsed, shell),
        ProfilePath = parsed.GetValue(profile),
        Agreement = parsed.GetValue(agreement),
        Preview = parsed.GetValue(preview) || parsed.GetValue(explain) || parsed.GetValue(within) is not null,
        Explain = parsed.GetValue(explain),
        Within = parsed.GetValue(within),
        RequireAll = parsed.GetValue(requireAll),
        ShowAll = parsed.GetValue(all),
        Format = parsed.GetRequiredValue(format),
        Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
        Quiet = parsed.GetValue(quiet),
    };

    private QuestionText TextOf(ParseResult parsed, Shell shell)
    {
        var (words, path, id) = (parsed.GetValue(sql), parsed.GetValue(file), parsed.GetValue(template));
        var given = new[] { words, path, id }.Count(text => text is not null);
        if (given != 1)
        {
            throw CliFailure.NotUnderstood(
                given == 0 ? "There is no question." : "There is more than one question.",
                "Give SQL in quotation marks, or --file FILE, or --template ID with --param NAME=VALUE.");
        }

        var values = Parameters(parsed.GetValue(parameters) ?? []);
        return id is not null
            ? new QuestionText(null, new TemplateUse(id, values))
            : new QuestionText(words ?? (path == "-" ? shell.Input.ReadToEnd() : TextFile.Read(path!, "SQL file")), null) { Parameters = values };
    }

    private static Dictionary<string, string> Parameters(IEnumerable<string> given)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !values.TryAdd(text[..equals].TrimStart('@'), text[(equals + 1)..]))
            {
                throw CliFailure.NotUnderstood(
                    equals < 1 ? $"\"{text}\" is not NAME=VALUE." : $"\"{text}\" gives a parameter a second time.", "For example: --param from=2024-01 --param to=2024-12");
            }
        }

        return values;
    }
}
