using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Protocol.Coordinator.V1;
using Spectre.Console;

namespace FederatedGateway.Cli.Asking;

/// <summary>Shows on standard error what the agencies do while a question runs.</summary>
/// <param name="shell">Where to.</param>
/// <param name="quiet">Whether nothing is shown.</param>
/// <param name="titles">The agencies' titles by id.</param>
internal sealed class QuestionProgress(Shell shell, bool quiet, IReadOnlyDictionary<string, string> titles)
{
    private static readonly AgencyOutcome Waiting = new() { State = AgencyOutcome.Types.State.Asking };

    /// <summary>Runs what asks, and shows what it reports: a live table on a terminal, plain lines elsewhere.</summary>
    internal Task<Answer> RunAsync(Func<Action<AgencyOutcome>, Task<Answer>> ask)
    {
        if (quiet)
        {
            return ask(_ => { });
        }

        return shell.ErrorScreen.Live ? LiveAsync(ask) : ask(WriteLine);
    }

    private async Task<Answer> LiveAsync(Func<Action<AgencyOutcome>, Task<Answer>> ask)
    {
        var outcomes = titles.Keys.ToDictionary(id => id, _ => Waiting, StringComparer.Ordinal);
        var page = new Page(shell.Error, shell.ErrorScreen);
        return await page.Console.Live(TableOf(outcomes)).AutoClear(true).StartAsync(context => ask(outcome =>
        {
            outcomes[outcome.PartyId] = outcome;
            context.UpdateTarget(TableOf(outcomes));
        })).ConfigureAwait(false);
    }

    private Grid TableOf(Dictionary<string, AgencyOutcome> outcomes)
    {
        var grid = new Grid().AddColumn().AddColumn().AddColumn();
        foreach (var (id, outcome) in outcomes)
        {
            grid.AddRow(new Text(TitleOf(id)), new Text(Wording.State(outcome.State), StyleOf(outcome.State)), new Text(DetailOf(outcome)));
        }

        return grid;
    }

    private void WriteLine(AgencyOutcome outcome)
    {
        var detail = DetailOf(outcome);
        shell.Error.WriteLine($"{TitleOf(outcome.PartyId)}: {Wording.State(outcome.State)}{(detail.Length > 0 ? ", " + detail : string.Empty)}");
    }

    private string TitleOf(string id) => Legible.Of(titles.GetValueOrDefault(id, id));

    private static string DetailOf(AgencyOutcome outcome) => outcome.State switch
    {
        AgencyOutcome.Types.State.Answered => $"{Wording.Count(outcome.Cells, "group")} in {outcome.ElapsedMicroseconds / 1000:N0} ms{(outcome.Remembered ? ", remembered" : string.Empty)}",
        AgencyOutcome.Types.State.Asking => string.Empty,
        _ => Legible.Of(outcome.Reason),
    };

    private static Style StyleOf(AgencyOutcome.Types.State state) => state switch
    {
        AgencyOutcome.Types.State.Answered => new Style(Color.Green),
        AgencyOutcome.Types.State.Asking => Style.Plain,
        _ => new Style(Color.Red),
    };
}
