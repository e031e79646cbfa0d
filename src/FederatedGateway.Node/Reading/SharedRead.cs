using System.Runtime.ExceptionServices;

namespace FederatedGateway.Node;

/// <summary>One question read by several readers side by side.</summary>
internal static class SharedRead
{
    /// <summary>Reads all ranges.</summary>
    /// <param name="readers">The readers, each used by one thread at a time.</param>
    /// <param name="ranges">The ranges that they share.</param>
    /// <param name="cancellation">Stops all of them.</param>
    /// <remarks>The first reader that fails stops the others at their next block, and its error is the one that is thrown.</remarks>
    /// <exception cref="OperationCanceledException">The read was cancelled.</exception>
    public static void Run(UnitReader[] readers, UnitRanges ranges, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ExceptionDispatchInfo? first = null;
        Parallel.For(0, readers.Length, new ParallelOptions { MaxDegreeOfParallelism = readers.Length }, reader =>
        {
            try
            {
                Read(readers[reader], ranges.Of(reader), stop.Token);
            }
            catch (Exception exception)
            {
                // Noted before the others are stopped, so that their cancellation is never taken for the cause.
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(exception), null);
                stop.Cancel();
            }
        });
        first?.Throw();
    }

    private static void Read(UnitReader reader, IEnumerable<(int First, int Count)> ranges, CancellationToken cancellation)
    {
        foreach ((int first, int count) in ranges)
        {
            cancellation.ThrowIfCancellationRequested();
            reader.Read(first, count, cancellation);
        }
    }
}
