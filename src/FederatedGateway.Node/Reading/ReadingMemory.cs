namespace FederatedGateway.Node;

/// <summary>
/// What one question holds in memory while it is read. All of it follows from the question, the dictionary and the operator's limits, never from rows:
/// so what does not fit is refused before any charge, and what fits never runs out (docs/decisions/0010-open-codes.md).
/// </summary>
/// <remarks>Counted is every array, at the most it can come to and with those that it replaces as it grows. The measuring that follows is not part of it.</remarks>
internal sealed class ReadingMemory
{
    // The plan, its lists and the like.
    private const long EachQuestion = 1 << 16;

    private const long FewGroups = 1 << 16;

    private ReadingMemory(int groups, long plan, long reader, long cells, bool fits) =>
        (Groups, OfPlan, OfReader, OfCells, Fits) = (groups, plan, reader, cells, fits);

    /// <summary>The most groups that can occur. An open code counts as many values as the operator allows, however many the rows hold.</summary>
    public int Groups { get; }

    /// <summary>The bytes that all readers share.</summary>
    public long OfPlan { get; }

    /// <summary>The most bytes that one reader holds.</summary>
    public long OfReader { get; }

    /// <summary>The most bytes of the true cells that come out.</summary>
    public long OfCells { get; }

    /// <summary>Whether no array would be longer than an array can be.</summary>
    private bool Fits { get; }

    /// <summary>Of a question.</summary>
    public static ReadingMemory Of(ReadPlan plan, ReadingLimits limits)
    {
        long groups = MostGroups(plan, limits);
        if (groups > Array.MaxLength)
        {
            return new ReadingMemory(0, 0, 0, 0, fits: false);
        }

        long longest = long.Max(
            GroupTotals.LongestArray(plan, groups),
            plan.Trees.Select(tree => UnitTrees.MostEntries(tree.Tree, plan.MostGroupsOfUnit((int)groups))).DefaultIfEmpty().Max());
        long shared = EachQuestion + (sizeof(int) * ((plan.Windows?.LongLength ?? 0) + plan.Keys.Sum(key => key.Map?.LongLength ?? 0)));
        return new ReadingMemory((int)groups, shared, UnitReader.BytesOf(plan, (int)groups, limits), CellWriter.BytesOf(plan, groups), longest <= Array.MaxLength);
    }

    /// <summary>The bytes of so many readers side by side, with the cells that they come to.</summary>
    public long Of(int readers) => OfPlan + OfCells + (readers * OfReader);

    /// <summary>How many readers side by side fit; 0 when the question does not fit at all.</summary>
    /// <param name="limits">The operator's limits.</param>
    /// <param name="held">Bytes that the question holds already, such as the cells of other levels.</param>
    public int Readers(ReadingLimits limits, long held = 0) =>
        Fits ? (int)long.Clamp((limits.Memory - held - Of(0)) / OfReader, 0, limits.Threads) : 0;

    private static long MostGroups(ReadPlan plan, ReadingLimits limits)
    {
        long open = plan.Keys.Any(key => !key.IsPublic) ? limits.OpenCodes : 1;
        ILookup<int, GroupKey> columns = plan.Keys.Where(key => key.IsPublic).ToLookup(key => key.Column);
        long keys = columns.SelectMany(column => column).Aggregate(open, (product, key) => Product(product, key.Count));

        // Functions of one column, as the month and the year of a date, make no more groups than the column has values. Few are numbered as they are, which is faster.
        return keys <= FewGroups ? keys
            : columns.Aggregate(open, (product, column) => Product(product, long.Min(plan.Copy[column.Key].Range.Count, column.Aggregate(1L, (part, key) => Product(part, key.Count)))));
    }

    // Stops at what no array can hold, so that nothing overflows.
    private static long Product(long groups, long count) => groups > Array.MaxLength ? groups : groups * count;
}
