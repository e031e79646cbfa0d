namespace FederatedGateway.Node;

/// <summary>The clock of answers: when a fresh one may leave, and how long a query may run.</summary>
/// <param name="time">The clock.</param>
/// <param name="slot">Fresh answers leave at multiples of this, so that their time says little of rows or noise; zero for at once.</param>
/// <param name="queryLimit">The longest a query may read rows.</param>
internal sealed class AnswerTiming(TimeProvider time, TimeSpan slot, TimeSpan queryLimit)
{
    /// <summary>The time.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Ends at the next multiple of the slot since the epoch of <see cref="DateTimeOffset"/>.</summary>
    public Task NextSlotAsync() => slot == TimeSpan.Zero
        ? Task.CompletedTask
        : Task.Delay(new TimeSpan(slot.Ticks - (Now.UtcTicks % slot.Ticks)), time);

    /// <summary>A token that is cancelled when a query that starts now has had its time.</summary>
    public CancellationTokenSource StartQueryLimit() => new(queryLimit, time);
}
