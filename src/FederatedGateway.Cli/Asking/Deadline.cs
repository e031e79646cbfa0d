namespace FederatedGateway.Cli.Asking;

/// <summary>--timeout, told apart from Ctrl-C.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan timeout;
    private readonly CancellationToken user;
    private readonly CancellationTokenSource late;
    private readonly CancellationTokenSource either;

    /// <summary>Starts the time.</summary>
    internal Deadline(TimeSpan timeout, TimeProvider time, CancellationToken user)
    {
        this.timeout = timeout;
        this.user = user;
        late = new CancellationTokenSource(timeout, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, user);
    }

    /// <summary>Runs something until it is done, the time is up, or the user stops it.</summary>
    /// <exception cref="CliFailure">The time is up (exit code 6).</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    internal async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!user.IsCancellationRequested && late.IsCancellationRequested)
        {
            throw new CliFailure(ExitCode.Unreachable, $"There was no answer within {timeout.TotalSeconds:N0} seconds.", "--timeout SECONDS gives it longer.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        either.Dispose();
        late.Dispose();
    }
}
