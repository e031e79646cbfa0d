using System.CommandLine;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Cli.Terminal;

namespace FederatedGateway.Cli.Commands;

/// <summary>fedgate answers: questions asked before and their answers.</summary>
internal static class AnswersCommand
{
    /// <summary>Builds the command.</summary>
    internal static Command Create(Shell shell) => new("answers", "List your questions and get their answers.")
    {
        List(shell),
        Get(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = new Option<int>("--limit") { Description = "The most questions to list.", DefaultValueFactory = _ => 50, HelpName = "NUMBER" };
        var (format, profile, timeout) = (Options.Format(), Options.Profile(), Options.Timeout());
        var command = new Command("list", "List your questions, newest first.") { limit, format, profile, timeout };
        command.SetAction((parsed, cancellation) => new AnswersSession(shell, parsed.GetValue(profile), TimeSpan.FromSeconds(parsed.GetValue(timeout)))
            .ListAsync(parsed.GetValue(limit), parsed.GetRequiredValue(format), cancellation));
        return command;
    }

    private static Command Get(Shell shell)
    {
        var id = new Argument<string>("ID") { Description = "The question's id, as `fedgate answers list` shows it." };
        var all = new Option<bool>("--all") { Description = "List every withheld group in the table." };
        var requireAll = new Option<bool>("--require-all") { Description = "End with exit code 4 unless every agency answered." };
        var (format, profile, timeout, quiet) = (Options.Format(), Options.Profile(), Options.Timeout(), Options.Quiet());
        var command = new Command("get", "Get an answer, waiting for it while the question runs.") { id, all, requireAll, format, profile, timeout, quiet };
        command.SetAction((parsed, cancellation) => new AnswersSession(shell, parsed.GetValue(profile), TimeSpan.FromSeconds(parsed.GetValue(timeout)))
            .GetAsync(
                parsed.GetRequiredValue(id),
                new AnswerStyle(parsed.GetRequiredValue(format), parsed.GetValue(quiet), parsed.GetValue(all), parsed.GetValue(requireAll)),
                cancellation));
        return command;
    }
}
