namespace FederatedGateway.Node;

/// <summary>What one question may take while rows are read.</summary>
/// <param name="Threads">The most threads; 1 or more.</param>
/// <param name="Memory">The most bytes that it holds, over all threads; see <see cref="ReadingMemory"/>.</param>
internal sealed record ReadingLimits(int Threads, long Memory)
{
    /// <summary>Enough for the small areas of a large police force.</summary>
    public const int DefaultOpenCodes = 10_000;

    /// <summary>The most different combinations of open codes; a data set that has more is not served.</summary>
    public int OpenCodes { get; init; } = DefaultOpenCodes;

    /// <summary>Below this many rows for each thread, handing work out costs more than it saves.</summary>
    public long RowsPerThread { get; init; } = 250_000;

    /// <summary>Of the node's options.</summary>
    public static ReadingLimits Of(NodeOptions options) => new(
        options.Threads > 0 ? options.Threads : Environment.ProcessorCount, (long)options.QueryMemoryMegabytes << 20) { OpenCodes = options.MaxOpenCodes };
}
