using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>One question over one copy, worked out before a row is read: keys, terms, trees, windows.</summary>
internal sealed class ReadPlan
{
    /// <summary>Plans a read.</summary>
    public ReadPlan(ClusteredCopy copy, BoundedRead read, SipHash hash)
    {
        (Copy, Read, Hash) = (copy, read, hash);
        Keys = GroupKey.Of(copy, read.Query);
        Terms = RowTerm.Of(copy, read.Components.Where(IsTerm), read.Bound);
        Trees = [.. read.Components.Where(component => component.Kind == ComponentKind.Tree).Select(component => TreeColumn.Of(copy, component))];
        Time = copy.PlaceOf(copy.Definition.Column(copy.Definition.TimeColumn)!);
        Windows = WindowsOf(copy.Definition, read.Window);
    }

    /// <summary>The rows.</summary>
    public ClusteredCopy Copy { get; }

    /// <summary>The question.</summary>
    public BoundedRead Read { get; }

    /// <summary>Chooses the groups of units that are in too many.</summary>
    public SipHash Hash { get; }

    /// <summary>The parts of a group's key.</summary>
    public GroupKey[] Keys { get; }

    /// <summary>The components over number columns, one number a group, in the order of the read's; after them what only <see cref="RowTerm.Counter"/> names.</summary>
    public RowTerm[] Terms { get; }

    /// <summary>The components of several numbers, in the order of the read's.</summary>
    public TreeColumn[] Trees { get; }

    /// <summary>The column of time.</summary>
    public int Time { get; }

    /// <summary>The window of each month or date of the data set; null when there is one window only.</summary>
    public int[]? Windows { get; }

    /// <summary>Whether 64 bits hold every total of a unit, however many of the rows are its own; else it takes 128.</summary>
    public bool IsNarrow => Terms.All(term => term.Most(Copy[term.Column].Range, Copy.Manifest.Rows) <= long.MaxValue);

    /// <summary>The most groups that occur in the rows, which is theirs to know: for how much memory is taken, never for whether a question is answered.</summary>
    public long MostOccurring
    {
        get
        {
            UInt128 open = Keys.Any(key => !key.IsPublic) ? (ulong)Copy.Manifest.OpenCombinations : 1;
            UInt128 most = Keys.Where(key => key.IsPublic).Aggregate(open, (product, key) => product > long.MaxValue ? product : product * (uint)key.Count);
            return (long)UInt128.Min(most, (ulong)Copy.Manifest.Rows);
        }
    }

    /// <summary>The most groups of a unit that can count.</summary>
    /// <param name="groups">How many groups there can be.</param>
    public int MostGroupsOfUnit(int groups) => int.Min(Read.Bound.MaxGroups, groups);

    /// <summary>Bytes of <see cref="NewBlock"/>.</summary>
    public long BytesOfBlock => RowBlock.BytesOf(CodedColumns().Distinct().Count(), NumberColumns().Distinct().Count());

    /// <summary>A block that holds what the question needs.</summary>
    public RowBlock NewBlock() => new(Copy, CodedColumns(), NumberColumns());

    private IEnumerable<int> CodedColumns() =>
        RowFilter.Columns(Read.Query.Where).Where(column => column.Type is not NumberType).Select(Copy.PlaceOf)
            .Concat(Keys.Select(key => key.Column)).Concat(Windows is null ? [] : [Time]);

    private IEnumerable<int> NumberColumns() =>
        RowFilter.Columns(Read.Query.Where).Where(column => column.Type is NumberType).Select(Copy.PlaceOf)
            .Concat(Terms.Select(term => term.Column)).Concat(Trees.Select(tree => tree.Column));

    /// <summary>Whether a component is a sum over a number column, which has a term; else it is counted otherwise.</summary>
    public static bool IsTerm(MeasureComponent component) => component is { Column: not null, Kind: not ComponentKind.Tree };

    private static int[]? WindowsOf(Dataset dataset, WindowKind kind) => kind switch
    {
        WindowKind.AllTime => null,
        WindowKind.Month => PlacesOf(dataset.Month),
        WindowKind.CalendarYear => PlacesOf(dataset.Year),
        _ => throw new InvalidOperationException("The windows are a closed set."),
    };

    private static int[] PlacesOf(Dimension dimension) => dimension.Map is { } map ? [.. map] : [.. Enumerable.Range(0, dimension.Codes!.Count)];
}

/// <summary>A number column counted in the bins of a tree.</summary>
/// <param name="Column">The column's place in the copy.</param>
/// <param name="Tree">The bins.</param>
/// <param name="NoNumber">What the copy holds where there is no number, which lies in no bin; null where there always is one.</param>
internal sealed record TreeColumn(int Column, RangeTree Tree, long? NoNumber)
{
    /// <summary>Of a component over a number column.</summary>
    public static TreeColumn Of(ClusteredCopy copy, MeasureComponent component)
    {
        Column column = copy.Definition.Column(component.Column!)!;
        return new TreeColumn(copy.PlaceOf(column), component.Tree!, column.Type is NumberType { SkipsNulls: true } number ? ColumnLoading.NoNumber(number) : null);
    }
}
