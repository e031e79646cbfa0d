using System.Runtime.CompilerServices;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Turns the totals of all units into cells.</summary>
internal static class CellWriter
{
    // Release values are 64-bit; 2^62 leaves room for noise. The sums themselves are 128-bit.
    private const long SumLimit = 1L << 62;

    private const int ArrayHeader = 24;

    /// <summary>The most bytes of the cells of so many groups: in the list, and the arrays of key and values.</summary>
    public static long BytesOf(ReadPlan plan, long groups) =>
        groups * (Unsafe.SizeOf<TrueCell<IReadOnlyList<string>>>() + (2 * ArrayHeader) + (sizeof(long) * (plan.Keys.Length + plan.Read.Components.Sum(component => (long)component.Width))));

    /// <summary>The groups that have units, in the order of their keys.</summary>
    public static IReadOnlyList<TrueCell<IReadOnlyList<string>>> Write(ReadPlan plan, UnitReader reader)
    {
        var cells = new List<TrueCell<IReadOnlyList<string>>>(reader.Groups.Count);
        int width = plan.Read.Components.Sum(component => component.Width);
        for (int group = 0; group < reader.Groups.Count; group++)
        {
            long units = reader.Totals.Units(group);

            // A question for one total has its cell whether anybody is in it or not.
            if (units > 0 || plan.Keys.Length == 0)
            {
                cells.Add(new TrueCell<IReadOnlyList<string>>(reader.Groups.Text(group), units, Values(plan.Read.Components, width, reader.Totals, group)));
            }
        }

        cells.Sort((left, right) => CanonicalQuery.CompareKeys(left.Key, right.Key));
        return cells;
    }

    private static long[] Values(IReadOnlyList<MeasureComponent> components, int width, GroupTotals totals, int group)
    {
        var values = new long[width];
        (int next, int term, int tree) = (0, 0, 0);
        foreach (MeasureComponent component in components)
        {
            switch (component.Kind)
            {
                case ComponentKind.Units:
                    values[next] = totals.Units(group);
                    break;
                case ComponentKind.Rows when component.Column is null:
                    values[next] = totals.Rows(group);
                    break;
                case ComponentKind.Tree:
                    totals.Tree(group, tree++).CopyTo(values.AsSpan(next));
                    break;
                default:
                    values[next] = (long)Int128.Clamp(totals.Sum(group, term++), -SumLimit, SumLimit);
                    break;
            }

            next += component.Width;
        }

        return values;
    }
}
