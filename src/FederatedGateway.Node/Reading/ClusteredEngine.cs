using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>A data set in the node's own clustered copy, read in one pass in the order of units.</summary>
/// <param name="copy">The rows.</param>
/// <param name="secret">With the query, keys the choice of groups.</param>
/// <param name="limits">What one question may take.</param>
internal sealed class ClusteredEngine(ClusteredCopy copy, NodeSecret secret, ReadingLimits limits) : IDataEngine
{
    /// <inheritdoc/>
    public Dataset Definition => copy.Definition;

    /// <inheritdoc/>
    public string DataVersion => copy.Manifest.DataVersion;

    /// <inheritdoc/>
    public bool IsFixed => true;

    /// <inheritdoc/>
    public bool CanRead(BoundedRead read)
    {
        // How many values an open code has in the copy is not public. The operator's limit is, and a copy that has more combinations of them is not
        // served: so what fits by it fits in truth, and nothing fails after the charge for want of room (docs/decisions/0010-open-codes.md).
        var plan = new ReadPlan(copy, read, default);
        UInt128 most = (ulong)(limits.Memory / limits.Threads / plan.BytesPerGroup);
        UInt128 possible = plan.Keys.Any(key => !key.IsPublic) ? (uint)limits.OpenCodes : 1;
        foreach (GroupKey key in plan.Keys.Where(key => key.IsPublic))
        {
            if (possible > most)
            {
                return false;
            }

            possible *= (uint)key.Count;
        }

        return possible <= most && KeyFits(plan);
    }

    // A group's number among all that its parts could make is held in 128 bits.
    private bool KeyFits(ReadPlan plan) =>
        plan.Keys.Sum(key => Math.Log2(key.IsPublic ? key.Count : limits.OpenCodes)) < 127;

    /// <inheritdoc/>
    public IDataSnapshot Open(CancellationToken cancellation) => new Snapshot(this);

    /// <summary>The true cells in the open, for tests of the bounding.</summary>
    internal IReadOnlyList<TrueCell<IReadOnlyList<string>>> ReadCells(BoundedRead read, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var plan = new ReadPlan(copy, read, GroupChoice.HashOf(secret, read.Query.Hash));
        UnitReader[] readers = [.. Enumerable.Range(0, Threads()).Select(_ => UnitReader.Of(plan, limits.Memory / limits.Threads))];
        SharedRead.Run(readers, new UnitRanges(copy.Manifest.Units, readers.Length), cancellation);
        foreach (UnitReader other in readers.AsSpan(1))
        {
            cancellation.ThrowIfCancellationRequested();
            readers[0].Merge(other);
        }

        return CellWriter.Write(plan, readers[0]);
    }

    /// <inheritdoc/>
    public void Dispose() => copy.Dispose();

    private int Threads() => (int)long.Clamp(copy.Manifest.Rows / limits.RowsPerThread, 1, limits.Threads);

    /// <summary>The copy never changes, so one state is all there is.</summary>
    private sealed class Snapshot(ClusteredEngine engine) : IDataSnapshot
    {
        public string DataVersion => engine.DataVersion;

        public Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(BoundedRead read, CancellationToken cancellation)
        {
            try
            {
                return Sensitive.Of(engine.ReadCells(read, cancellation));
            }
            catch (IOException exception)
            {
                throw new DataEngineException(exception.GetType().Name, "look at the disk of the node's folder. A start makes the copy again where it is damaged.");
            }
        }

        public void Dispose()
        {
        }
    }
}
