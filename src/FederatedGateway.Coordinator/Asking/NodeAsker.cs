using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using Grpc.Core;

namespace FederatedGateway.Coordinator;

/// <summary>Asks one agency's node and says what became of it.</summary>
internal sealed class NodeAsker(NodeDirectory nodes, TimeProvider time, ILogger<NodeAsker> logger)
{
    /// <summary>Asks until the node answers, the deadline passes or the coordinator stops. Never throws for what a node does.</summary>
    /// <param name="question">The question.</param>
    /// <param name="party">The agency.</param>
    /// <param name="reader">Checks the answer.</param>
    /// <param name="deadline">Cancelled when the deadline passes.</param>
    /// <param name="stop">Cancelled when the coordinator stops; the outcome is then still "asking".</param>
    public async Task<AgencyAnswer> AskAsync(
        AcceptedQuestion question, Party party, ReleaseReader reader, CancellationToken deadline, CancellationToken stop)
    {
        long started = time.GetTimestamp();
        AgencyAnswer answer = await CallAsync(question, party, reader, deadline, stop);
        answer.Outcome.ElapsedMicroseconds = time.GetElapsedTime(started).Ticks / TimeSpan.TicksPerMicrosecond;
        return answer;
    }

    private async Task<AgencyAnswer> CallAsync(
        AcceptedQuestion question, Party party, ReleaseReader reader, CancellationToken deadline, CancellationToken stop)
    {
        if (nodes.Find(party.Id) is not { } node)
        {
            return Failed(party, NodeFailure.NotConfigured(party.Id));
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline, stop);
        try
        {
            var request = new AnswerRequest { Question = question.Signed.ToWire() };
            AnswerResponse response = await node.AnswerAsync(request, cancellationToken: ended.Token);
            return Check(party, reader.Read(party, response.Release), response);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && deadline.IsCancellationRequested)
        {
            return Failed(party, NodeFailure.Late);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && stop.IsCancellationRequested)
        {
            return new AgencyAnswer(new AgencyOutcome { PartyId = party.Id, State = AgencyOutcome.Types.State.Asking });
        }
        catch (RpcException e)
        {
            return Failed(party, NodeFailure.Of(e));
        }
        // One agency's answer must not cost the others theirs, whatever is in it.
        catch (Exception e)
        {
            Log.AnswerFailed(logger, party.Id, question.Id, e);
            return Failed(party, NodeFailure.Invalid("The coordinator failed on it."));
        }
    }

    private static AgencyAnswer Check(Party party, ReleaseReading reading, AnswerResponse response)
    {
        if (reading is not { Release: { } release, Content: { } content })
        {
            return Failed(party, NodeFailure.Invalid(reading.Fault!));
        }

        var outcome = new AgencyOutcome
        {
            PartyId = party.Id,
            State = AgencyOutcome.Types.State.Answered,
            Remembered = response.Remembered,
            Charges = { content.Charges },
            Cells = release.Cells.Count,
        };
        return new AgencyAnswer(outcome, release, response.Release);
    }

    private static AgencyAnswer Failed(Party party, NodeFailure failure) => new(new AgencyOutcome
    {
        PartyId = party.Id,
        State = failure.State,
        Reason = failure.Reason,
        Explanation = failure.Advice,
    });
}
