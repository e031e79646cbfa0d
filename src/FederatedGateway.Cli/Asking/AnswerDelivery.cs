using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Connection;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Cli.Verification;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Cli.Asking;

/// <summary>The way of a submitted question to the reader: wait, verify, show, and the exit code that sums it up.</summary>
internal sealed class AnswerDelivery(
    Shell shell, GatewayConnection connection, SignedAgreement signed, UnderstoodQuestion question, PreviewCall previews)
{
    /// <summary>--format.</summary>
    internal required string Format { get; init; }

    /// <summary>--quiet.</summary>
    internal required bool Quiet { get; init; }

    /// <summary>--all.</summary>
    internal required bool ShowAll { get; init; }

    /// <summary>Whether the table says which query it answers: where the analyst has not just written it.</summary>
    internal bool ShowQuery { get; init; }

    /// <summary>Delivers the answer.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliFailure">The answer does not come or does not verify.</exception>
    internal async Task<int> DeliverAsync(string id, bool requireAll, Deadline deadline)
    {
        var answer = await WaitAsync(id, deadline).ConfigureAwait(false);
        AnswerVerification.Verify(answer, signed.Agreement, question.Query);
        if (answer.State is not (QuestionState.Complete or QuestionState.Partial or QuestionState.TooFew))
        {
            throw new CliFailure(
                ExitCode.Unreachable, "The coordinator stopped while the question ran; there is no answer.", "Ask again: where an agency had answered, it is free.");
        }

        var after = await LeftAfterAsync(deadline).ConfigureAwait(false);
        var view = AnswerViews.Of(answer, signed, question, after);
        AnswerOutput.Write(view, Format, ShowAll, ShowQuery, shell);
        return ExitCodeOf(view, requireAll);
    }

    private async Task<Answer> WaitAsync(string id, Deadline deadline)
    {
        var titles = signed.Agreement.Agencies.ToDictionary(party => party.Id, party => party.Title ?? party.Id, StringComparer.Ordinal);
        try
        {
            return await deadline.GuardAsync(token => new QuestionProgress(shell, Quiet, titles)
                .RunAsync(report => new AnswerWatch(connection, shell.Time).WaitAsync(id, report, token))).ConfigureAwait(false);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or CliFailure { ExitCode: ExitCode.Unreachable })
        {
            await shell.Error.WriteLineAsync($"The question goes on without you. Its answer: fedgate answers get {Legible.Of(id)}").ConfigureAwait(false);
            throw;
        }
    }

    // What is left is worth a line, not an answer: if it cannot be had, the answer is shown without it.
    private async Task<PreviewResponse?> LeftAfterAsync(Deadline deadline)
    {
        try
        {
            return await deadline.GuardAsync(previews.GetAsync).ConfigureAwait(false);
        }
        catch (CliFailure failure)
        {
            Note($"note: what is left of the budgets could not be asked: {Legible.Of(failure.Message.Split('\n')[0])}");
            return null;
        }
    }

    private int ExitCodeOf(AnswerView view, bool requireAll)
    {
        switch (view.State)
        {
            case QuestionState.Complete:
                return ExitCode.Complete;
            case QuestionState.Partial:
                Note($"note: {view.Answered} of {view.Agencies.Count} agencies answered; every figure is about these alone.");
                return requireAll ? ExitCode.Partial : ExitCode.Complete;
            default:
                Note($"error: {view.Answered} of {view.Agencies.Count} agencies answered; the agreement asks for {view.MinimumAgencies}.");
                return MissingAllRefused(view) ? ExitCode.Refused : ExitCode.TooFewAgencies;
        }
    }

    private static bool MissingAllRefused(AnswerView view) => view.Agencies
        .Where(agency => agency.State != AgencyOutcome.Types.State.Answered)
        .All(agency => agency.State == AgencyOutcome.Types.State.Refused);

    private void Note(string text)
    {
        if (!Quiet)
        {
            shell.Error.WriteLine(text);
        }
    }
}
