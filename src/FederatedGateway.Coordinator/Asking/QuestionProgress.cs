using System.Runtime.CompilerServices;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator;

/// <summary>
/// What has happened to one question so far. Any number of watchers read it from the beginning, each at its own pace; a
/// slow watcher delays nobody.
/// </summary>
internal sealed class QuestionProgress
{
    private readonly Lock _lock = new();
    private readonly List<WatchResponse> _events = [];
    private TaskCompletionSource _grown = NewSignal();
    private Answer? _answer;

    /// <summary>The answer, once there is one.</summary>
    public Answer? Answer
    {
        get
        {
            lock (_lock)
            {
                return _answer;
            }
        }
    }

    /// <summary>Tells that one agency's outcome changed.</summary>
    public void Report(AgencyOutcome outcome) => Append(new WatchResponse { Agency = outcome });

    /// <summary>Tells the answer. Nothing is told after it.</summary>
    public void Finish(Answer answer) => Append(new WatchResponse { Answer = answer });

    /// <summary>Streams every event from the first on; ends after the answer.</summary>
    public async IAsyncEnumerable<WatchResponse> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (int next = 0; ; next++)
        {
            WatchResponse happened = await EventAtAsync(next, cancellation);
            yield return happened;
            if (happened.EventCase == WatchResponse.EventOneofCase.Answer)
            {
                yield break;
            }
        }
    }

    /// <summary>The events of a question that is finished: each agency's outcome without its release, as it was told at the time, then the answer.</summary>
    public static IEnumerable<WatchResponse> Replay(Answer answer) =>
        answer.Agencies.Select(outcome => new WatchResponse { Agency = WithoutRelease(outcome) }).Append(new WatchResponse { Answer = answer });

    private static AgencyOutcome WithoutRelease(AgencyOutcome outcome)
    {
        AgencyOutcome told = outcome.Clone();
        told.Release = null;
        return told;
    }

    private async Task<WatchResponse> EventAtAsync(int index, CancellationToken cancellation)
    {
        while (true)
        {
            Task grown;
            lock (_lock)
            {
                if (index < _events.Count)
                {
                    return _events[index];
                }

                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellation);
        }
    }

    private void Append(WatchResponse happened)
    {
        TaskCompletionSource grown;
        lock (_lock)
        {
            if (_answer is not null)
            {
                return;
            }

            _events.Add(happened);
            _answer = happened.Answer;
            grown = _grown;
            _grown = NewSignal();
        }

        grown.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
