using FederatedGateway.Cli.Connection;
using FederatedGateway.Protocol.Coordinator.V1;
using Grpc.Core;

namespace FederatedGateway.Cli.Asking;

/// <summary>Follows one question to its answer. A stream that breaks is replaced by asking again and again.</summary>
internal sealed class AnswerWatch(GatewayConnection connection, TimeProvider time)
{
    private const int MostFailuresInARow = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits for the answer.</summary>
    /// <param name="questionId">The question.</param>
    /// <param name="progress">Told each agency's outcome as it changes.</param>
    /// <param name="cancellation">Stops waiting; the question goes on.</param>
    /// <exception cref="CliFailure">The question is refused or unknown, or the gateway stays away.</exception>
    internal async Task<Answer> WaitAsync(string questionId, Action<AgencyOutcome> progress, CancellationToken cancellation)
    {
        try
        {
            if (await FollowAsync(questionId, progress, cancellation).ConfigureAwait(false) is { } answer)
            {
                return answer;
            }
        }
        catch (RpcException broken)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!IsPassing(broken))
            {
                throw connection.Explain(broken);
            }
        }

        return await PollAsync(questionId, progress, cancellation).ConfigureAwait(false);
    }

    private async Task<Answer?> FollowAsync(string questionId, Action<AgencyOutcome> progress, CancellationToken cancellation)
    {
        using var stream = connection.Client.Watch(new WatchRequest { QuestionId = questionId }, connection.Call(cancellation));
        while (await stream.ResponseStream.MoveNext(cancellation).ConfigureAwait(false))
        {
            var current = stream.ResponseStream.Current;
            if (current.EventCase == WatchResponse.EventOneofCase.Answer)
            {
                return current.Answer;
            }

            if (current.EventCase == WatchResponse.EventOneofCase.Agency)
            {
                progress(current.Agency);
            }
        }

        return null;
    }

    private async Task<Answer> PollAsync(string questionId, Action<AgencyOutcome> progress, CancellationToken cancellation)
    {
        for (var failures = 0; ;)
        {
            try
            {
                var response = await connection.Client.GetAsync(new GetRequest { QuestionId = questionId }, connection.Call(cancellation)).ConfigureAwait(false);
                failures = 0;
                if (response.Answer is { } answer)
                {
                    answer.Agencies.ToList().ForEach(progress);
                    return answer;
                }
            }
            catch (RpcException broken)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!IsPassing(broken) || ++failures >= MostFailuresInARow)
                {
                    throw connection.Explain(broken);
                }
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    // What a restart of a server or a lost network looks like; anything else is an answer.
    private static bool IsPassing(RpcException broken) =>
        broken.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled
        && Protocol.RefusalStatus.FromRpcException(broken) is null;
}
