namespace FederatedGateway.Node;

/// <summary>What one question may take while rows are read.</summary>
/// <param name="Threads">The most threads; 1 or more.</param>
/// <param name="Memory">The most bytes for the totals of its groups, over all threads.</param>
internal sealed record ReadingLimits(int Threads, long Memory)
{
    /// <summary>Of the node's options.</summary>
    public static ReadingLimits Of(NodeOptions options) =>
        new(options.Threads > 0 ? options.Threads : Environment.ProcessorCount, (long)options.QueryMemoryMegabytes << 20);
}
