using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Turns the totals of all units into cells.</summary>
internal static class CellWriter
{
    // Release values are 64-bit; 2^62 leaves room for noise. The sums themselves are 128-bit.
    private const long SumLimit = 1L << 62;

    /// <summary>The groups that have units, in the order of their keys.</summary>
    public static IReadOnlyList<TrueCell<IReadOnlyList<string>>> Write(ReadPlan plan, UnitReader reader)
    {
        var cells = new List<TrueCell<IReadOnlyList<string>>>();
        for (int group = 0; group < reader.Groups.Count; group++)
        {
            long units = reader.Totals.Units(group);

            // A question for one total has its cell whether anybody is in it or not.
            if (units > 0 || plan.Keys.Length == 0)
            {
                cells.Add(new TrueCell<IReadOnlyList<string>>(reader.Groups.Text(group), units, Values(plan.Read.Components, reader.Totals, group)));
            }
        }

        cells.Sort((left, right) => CanonicalQuery.CompareKeys(left.Key, right.Key));
        return cells;
    }

    private static long[] Values(IReadOnlyList<MeasureComponent> components, GroupTotals totals, int group)
    {
        var values = new List<long>(components.Count);
        (int term, int tree) = (0, 0);
        foreach (MeasureComponent component in components)
        {
            switch (component.Kind)
            {
                case ComponentKind.Units:
                    values.Add(totals.Units(group));
                    break;
                case ComponentKind.Rows when component.Column is null:
                    values.Add(totals.Rows(group));
                    break;
                case ComponentKind.Tree:
                    values.AddRange(totals.Tree(group, tree++));
                    break;
                default:
                    values.Add((long)Int128.Clamp(totals.Sum(group, term++), -SumLimit, SumLimit));
                    break;
            }
        }

        return [.. values];
    }
}
