using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>A data set in the node's own clustered copy, read in one pass in the order of units.</summary>
/// <param name="copy">The rows.</param>
/// <param name="secret">With the query, keys the choice of groups.</param>
/// <param name="limits">What one question may take.</param>
internal sealed class ClusteredEngine(ClusteredCopy copy, NodeSecret secret, ReadingLimits limits) : IDataEngine
{
    private readonly ReadingLimits _limits = limits;

    /// <inheritdoc/>
    public Dataset Definition => copy.Definition;

    /// <inheritdoc/>
    public string DataVersion => copy.Manifest.DataVersion;

    /// <inheritdoc/>
    public bool IsFixed => true;

    /// <inheritdoc/>
    public bool CanRead(IReadOnlyList<BoundedRead> levels)
    {
        // How many values an open code has in the copy is not public. The operator's limit is, and a copy that has more combinations of them is not
        // served: so what fits by it fits in truth, and nothing fails after the charge for want of room (docs/decisions/0010-open-codes.md).
        long held = 0;
        foreach (BoundedRead level in levels)
        {
            var plan = new ReadPlan(copy, level, default);
            ReadingMemory memory = ReadingMemory.Of(plan, _limits);
            if (memory.Readers(_limits, held) == 0 || !KeyFits(plan))
            {
                return false;
            }

            // The cells of one level stay while the next is read.
            held += memory.OfCells;
        }

        return true;
    }

    // A group's number among all that its parts could make is held in 128 bits.
    private bool KeyFits(ReadPlan plan) =>
        plan.Keys.Sum(key => Math.Log2(key.IsPublic ? key.Count : _limits.OpenCodes)) < 127;

    /// <inheritdoc/>
    public IDataSnapshot Open(CancellationToken cancellation) => new Snapshot(this);

    /// <summary>The true cells in the open, for tests of the bounding.</summary>
    internal IReadOnlyList<TrueCell<IReadOnlyList<string>>> ReadCells(BoundedRead read, CancellationToken cancellation)
    {
        ReadPlan plan = PlanOf(read);
        return ReadCells(plan, ReadingMemory.Of(plan, _limits), held: 0, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => copy.Dispose();

    private ReadPlan PlanOf(BoundedRead read) => new(copy, read, GroupChoice.HashOf(secret, read.Query.Hash));

    private IReadOnlyList<TrueCell<IReadOnlyList<string>>> ReadCells(ReadPlan plan, ReadingMemory memory, long held, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int most = memory.Readers(_limits, held);
        if (most == 0)
        {
            throw new DataEngineException("the question needs more memory than the node gives to one", "raise Node:QueryMemoryMegabytes.");
        }

        int needed = (int)long.Clamp(copy.Manifest.Rows / _limits.RowsPerThread, 1, most);
        UnitReader[] readers = [.. Enumerable.Range(0, needed).Select(_ => UnitReader.Of(plan, memory.Groups))];
        SharedRead.Run(readers, new UnitRanges(copy.Manifest.Units, readers.Length), cancellation);
        foreach (UnitReader other in readers.AsSpan(1))
        {
            cancellation.ThrowIfCancellationRequested();
            readers[0].Merge(other);
        }

        return CellWriter.Write(plan, readers[0]);
    }

    /// <summary>The copy never changes, so one state is all there is.</summary>
    private sealed class Snapshot(ClusteredEngine engine) : IDataSnapshot
    {
        // Bytes of the cells that were read: all of them stay until they are measured.
        private long _held;

        public string DataVersion => engine.DataVersion;

        public Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(BoundedRead read, CancellationToken cancellation)
        {
            try
            {
                ReadPlan plan = engine.PlanOf(read);
                ReadingMemory memory = ReadingMemory.Of(plan, engine._limits);
                IReadOnlyList<TrueCell<IReadOnlyList<string>>> cells = engine.ReadCells(plan, memory, _held, cancellation);
                _held += memory.OfCells;
                return Sensitive.Of(cells);
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
