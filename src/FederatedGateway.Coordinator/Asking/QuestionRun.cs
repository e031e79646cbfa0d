using FederatedGateway.Agreements;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator;

/// <summary>One question on its way: asks every agency at once and keeps what is known so far.</summary>
internal sealed class QuestionRun(AcceptedQuestion question, NodeAsker asker)
{
    private readonly Lock _lock = new();

    private readonly Dictionary<string, AgencyOutcome> _outcomes = question.Agreement.Agencies.ToDictionary(
        party => party.Id,
        party => new AgencyOutcome { PartyId = party.Id, State = AgencyOutcome.Types.State.Asking },
        StringComparer.Ordinal);

    /// <summary>The question.</summary>
    public AcceptedQuestion Question => question;

    /// <summary>What watchers read.</summary>
    public QuestionProgress Progress { get; } = new();

    /// <summary>Asks, combines, and returns the answer; interrupted if the coordinator stops first.</summary>
    public async Task<Answer> AskAsync(CancellationToken deadline, CancellationToken stop)
    {
        var reader = new ReleaseReader(question);
        List<Task<AgencyAnswer>> asking = [];
        foreach (Party party in question.Agreement.Agencies)
        {
            Progress.Report(_outcomes[party.Id]);
            asking.Add(AskAsync(party, reader, deadline, stop));
        }

        AgencyAnswer[] answers = await Task.WhenAll(asking);
        return answers.Any(answer => answer.Outcome.State == AgencyOutcome.Types.State.Asking)
            ? Interrupted()
            : AnswerAssembly.Assemble(question, answers);
    }

    /// <summary>The answer if nothing more comes.</summary>
    public Answer Interrupted()
    {
        lock (_lock)
        {
            return AnswerAssembly.Interrupted(question, question.Agreement.Agencies.Select(party => _outcomes[party.Id]));
        }
    }

    private async Task<AgencyAnswer> AskAsync(
        Party party, ReleaseReader reader, CancellationToken deadline, CancellationToken stop)
    {
        // The loop over the agencies must not wait for one of them to begin.
        await Task.Yield();
        AgencyAnswer answer = await asker.AskAsync(question, party, reader, deadline, stop);
        if (answer.Outcome.State != AgencyOutcome.Types.State.Asking)
        {
            lock (_lock)
            {
                _outcomes[party.Id] = answer.Outcome;
            }

            CoordinatorTelemetry.CountOutcome(answer.Outcome);
            Progress.Report(answer.Outcome);
        }

        return answer;
    }
}
