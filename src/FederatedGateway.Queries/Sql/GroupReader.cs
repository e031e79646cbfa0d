using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>What is grouped by.</summary>
/// <param name="Plain">Dimensions that every grouping set has.</param>
/// <param name="Rollup">The dimensions of ROLLUP, the coarsest first; empty without.</param>
internal sealed record Groups(IReadOnlyList<Dimension> Plain, IReadOnlyList<Dimension> Rollup);

/// <summary>Reads GROUP BY.</summary>
internal static class GroupReader
{
    private const string Rollups = "one ROLLUP, the coarsest first: levels of one column, such as ROLLUP(area_sector, area), or columns within each other, such as ROLLUP(council_area, lsoa)";

    // Each level takes its share of the price and a read of its own.
    private const int MostRolledUp = 7;

    public static Groups? Read(GroupByClause? clause, Dataset dataset, Reading reading)
    {
        reading.Tree.Take(clause);
        if (clause is { All: true } or { GroupByOption: not GroupByOption.None })
        {
            return reading.Refuse<Groups>(clause, "only plain GROUP BY can be used", "GROUP BY and columns, separated by commas");
        }

        var groups = new Groups([], []);
        foreach (var grouping in clause?.GroupingSpecifications ?? [])
        {
            var more = grouping is RollupGroupingSpecification rollup
                ? Rollup(rollup, groups, dataset, reading)
                : One(grouping, dataset, reading) is { } plain ? groups with { Plain = [.. groups.Plain, plain] } : null;
            if (more is null)
            {
                return null;
            }

            groups = more;
        }

        return groups.Plain.FirstOrDefault(plain => groups.Rollup.Any(rolled => rolled.Column.Name == plain.Column.Name)) is { } both
            ? reading.Refuse<Groups>(clause!, $"{both.Name} stands beside a ROLLUP of the same column", $"it within ROLLUP; {Rollups}")
            : groups;
    }

    private static Groups? Rollup(RollupGroupingSpecification rollup, Groups groups, Dataset dataset, Reading reading)
    {
        reading.Tree.Take(rollup);
        var levels = new List<Dimension>();
        foreach (var argument in rollup.Arguments)
        {
            if (One(argument, dataset, reading) is not { } level)
            {
                return null;
            }

            // Of one column, each tells the one before it, and is not told by it: so the chain goes strictly from coarse to fine.
            if (levels.LastOrDefault(earlier => earlier.Column.Name == level.Column.Name) is { } coarser && (!level.Decides(coarser) || coarser.Decides(level)))
            {
                return reading.Refuse<Groups>(argument, $"{level.Name} is no finer level of the column than {coarser.Name}", Rollups);
            }

            if (levels.Count == MostRolledUp)
            {
                return reading.Refuse<Groups>(argument, $"a ROLLUP has at most {MostRolledUp} columns and levels", Rollups);
            }

            levels.Add(level);
        }

        return groups.Rollup.Count == 0 ? groups with { Rollup = levels } : reading.Refuse<Groups>(rollup, "there is a second ROLLUP", Rollups);
    }

    private static Dimension? One(GroupingSpecification grouping, Dataset dataset, Reading reading)
    {
        if (grouping is not ExpressionGroupingSpecification { DistributedAggregation: false } plain)
        {
            return reading.Refuse<Dimension>(grouping, "this cannot be grouped by", DimensionReader.Accepted(dataset));
        }

        reading.Tree.Take(plain);
        return DimensionReader.Read(plain.Expression, dataset, reading);
    }
}
