using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>
/// The statement for one tree of counts: the rows of each bounded unit in the bins, on every level scaled down when the unit has too many rows,
/// and then added up. Each row of the result is a number of a group's tree that is not zero.
/// </summary>
internal sealed class PostgresTree
{
    private PostgresTree(PostgresRelation relation, BoundedRead read, MeasureComponent component, NodeSecret secret, PostgresSlice slice)
    {
        RangeTree tree = component.Tree!;
        Column number = read.Query.Dataset.Column(component.Column!)!;
        string column = relation.ColumnSql(number);
        bool skips = number.Type is NumberType { SkipsNulls: true };
        PostgresTerm[] counted = skips ? [new PostgresTerm("k", $"({column} IS NOT NULL)::int4", "sum")] : [];
        var units = new PostgresUnits(relation, read, secret, slice, [new PostgresTerm("bins", Bin(column, tree), "array_agg"), .. counted], Parameters);
        string rows = Parameters.Add((long)read.Bound.MaxRowsPerGroup);
        (int[] starts, int[] widths) = Levels(tree);
        string count = skips ? "k" : "n";
        string group = $"{units.Unit}{units.Keys}, {count}";

        string alone = units.AloneSql() is { } own ? $" UNION ALL SELECT {group}, bins FROM ({own}) AS own" : "";

        // Rows without a unit are of one row each, which no limit scales, so it does no harm that they are counted together here.
        string leveled = $"SELECT {group}, first + bin / width AS number, count(*) AS rows FROM (SELECT {group}, bins FROM ({units.KeptSql()}) AS kept{alone}) AS units "
            + $"CROSS JOIN unnest(bins) AS bin CROSS JOIN unnest({Parameters.Add(starts)}, {Parameters.Add(widths)}) AS level(first, width){(skips ? " WHERE bin IS NOT NULL" : "")} GROUP BY {group}, number";
        Sql = $"SELECT number{units.Keys}, sum(CASE WHEN {count} > {rows} THEN rows * {rows} / {count} ELSE rows END)::int8 FROM ({leveled}) AS counted GROUP BY number{units.Keys}";
    }

    /// <summary>The text; every value is a parameter.</summary>
    public string Sql { get; }

    /// <summary>The values.</summary>
    public PostgresParameters Parameters { get; } = new();

    /// <summary>Writes the statement.</summary>
    /// <param name="relation">The mapped table.</param>
    /// <param name="read">The query and its bounds.</param>
    /// <param name="component">One of its components, a tree.</param>
    /// <param name="secret">With the query, seeds the choice of groups.</param>
    /// <param name="slice">Which units.</param>
    public static PostgresTree Of(PostgresRelation relation, BoundedRead read, MeasureComponent component, NodeSecret secret, PostgresSlice slice) =>
        new(relation, read, component, secret, slice);

    // RangeTree.BinOf. Values lie in the column's range, whose span is within 62 bits.
    // Where there is no number there is no bin, which greatest and least would not say.
    private string Bin(string column, RangeTree tree) =>
        $"(CASE WHEN {column} IS NOT NULL THEN (greatest({Parameters.Add(tree.Range.Low)}, least({Parameters.Add(tree.Range.High)}, {column}::int8)) - {Parameters.Add(tree.Range.Low)}) / {Parameters.Add(tree.BinWidth)} END)::int4";

    // Where each level's numbers begin, and how many bins each covers; coarsest first, as RangeTree has them.
    private static (int[] Starts, int[] Widths) Levels(RangeTree tree)
    {
        var starts = new int[tree.Levels];
        var widths = new int[tree.Levels];
        for ((int level, int start, int width) = (0, 0, tree.Bins / tree.Branching); level < tree.Levels; start += tree.Bins / width, width /= tree.Branching, level++)
        {
            (starts[level], widths[level]) = (start, width);
        }

        return (starts, widths);
    }
}
