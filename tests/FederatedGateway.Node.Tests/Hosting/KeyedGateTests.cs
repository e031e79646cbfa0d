namespace FederatedGateway.Node.Tests;

public sealed class KeyedGateTests
{
    [Fact]
    public async Task A_caller_who_leaves_while_the_same_question_is_made_waits_for_nothing()
    {
        var gate = new KeyedGate<string>(mostWaiting: 2);
        using var caller = new CancellationTokenSource();
        IDisposable? first = await gate.EnterAsync("same", CancellationToken.None);
        Task<IDisposable?> leaving = gate.EnterAsync("same", caller.Token);
        Task<IDisposable?> staying = gate.EnterAsync("same", CancellationToken.None);
        Assert.True(IsFull(gate, "same"));
        using (await gate.EnterAsync("other", CancellationToken.None))
        {
            Assert.True(IsFull(gate, "other"));
        }

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Task<IDisposable?> next = gate.EnterAsync("same", CancellationToken.None);
        Assert.False(staying.IsCompleted || next.IsCompleted);
        first!.Dispose();
        (await staying)!.Dispose();
        (await next)!.Dispose();

        // Nobody is inside or waits any more: as many may wait as at the beginning.
        IDisposable? again = await gate.EnterAsync("same", CancellationToken.None);
        Task<IDisposable?>[] waiting = [gate.EnterAsync("same", CancellationToken.None), gate.EnterAsync("same", CancellationToken.None)];
        Assert.True(IsFull(gate, "same"));
        again!.Dispose();
        (await waiting[0])!.Dispose();
        (await waiting[1])!.Dispose();
    }

    private static bool IsFull(KeyedGate<string> gate, string key) => gate.EnterAsync(key, CancellationToken.None) is { IsCompletedSuccessfully: true, Result: null };
}
