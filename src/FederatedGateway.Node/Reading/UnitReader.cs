namespace FederatedGateway.Node;

/// <summary>One of the readers that share a question, with the groups that it met and what they come to.</summary>
internal abstract class UnitReader(GroupNumbers groups, GroupTotals totals)
{
    /// <summary>The most units of a range; starts and hashes of one range are held.</summary>
    public const int UnitsPerRange = 1 << 14;

    /// <summary>The groups that this reader met.</summary>
    public GroupNumbers Groups { get; } = groups;

    /// <summary>What the units came to.</summary>
    public GroupTotals Totals { get; } = totals;

    /// <summary>A reader for a question.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="most">The most groups; see <see cref="ReadingMemory.Groups"/>.</param>
    public static UnitReader Of(ReadPlan plan, int most)
    {
        GroupNumbers groups = GroupNumbers.Of(plan, most);
        var totals = new GroupTotals(plan.Terms.Length, [.. plan.Trees.Select(tree => tree.Tree.Width)], groups.Room);
        return plan.IsNarrow ? new StreamingReader<long>(plan, groups, totals) : new StreamingReader<Int128>(plan, groups, totals);
    }

    /// <summary>The most bytes that a reader holds.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="groups">The most groups.</param>
    /// <param name="limits">The operator's limits.</param>
    public static long BytesOf(ReadPlan plan, int groups, ReadingLimits limits)
    {
        long eachGroup = GroupTotals.BytesPerGroup(plan) + GroupNumbers.BytesPerGroup + UnitTotals<Int128>.BytesPerGroup(plan);
        long rows = plan.BytesOfBlock + RowFilter.BytesOf(plan.Read.Query.Where, limits) + StreamingReader<Int128>.BytesOfRange(plan) + UnitIds.Bytes;
        return (groups * eachGroup) + rows + UnitTotals<Int128>.BytesOf(plan, groups);
    }

    /// <summary>Reads a range of units.</summary>
    /// <param name="first">The first unit.</param>
    /// <param name="count">At most <see cref="UnitsPerRange"/>.</param>
    /// <param name="cancellation">Looked at before each block.</param>
    public abstract void Read(int first, int count, CancellationToken cancellation);

    /// <summary>Adds what another reader of the same question read.</summary>
    public void Merge(UnitReader other)
    {
        for (int theirs = 0; theirs < other.Groups.Count; theirs++)
        {
            if (other.Totals.Units(theirs) > 0)
            {
                int ours = Groups.Adopt(other.Groups, theirs);
                Totals.Merge(other.Totals, theirs, ours);
            }
        }
    }
}
