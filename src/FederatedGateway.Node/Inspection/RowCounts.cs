using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>What became of the rows of a data set, in true counts: for the operator at the terminal, never for a log.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Refused">Rows refused, by reason.</param>
/// <param name="Notes">Values that the mapping gave a code although they are none or missing, and keys that public tables lack.</param>
internal sealed record RowCounts(long Rows, IReadOnlyList<(string Reason, long Rows)> Refused, IReadOnlyList<(string What, string Text)> Notes)
{
    /// <summary>The share of the rows that is refused, 0 to 1.</summary>
    public double RefusedShare => Rows == 0 ? 0 : (double)Refused.Sum(reason => reason.Rows) / Rows;

    /// <summary>Counts rows.</summary>
    /// <param name="counted">The rows.</param>
    /// <param name="mapping">Their mapping.</param>
    /// <param name="dictionary">The dictionary, which has the public tables.</param>
    public static RowCounts Of(ICountedRows counted, NodeMapping mapping, DataDictionary dictionary)
    {
        (ColumnRule Rule, int Column)[] columns = [.. mapping.Columns.Select((rule, column) => (rule, column))];
        return new RowCounts(
            counted.Rows,
            counted.Refused,
            [.. columns.SelectMany(one => Defaults(counted, one.Rule, one.Column)), .. columns.SelectMany(one => Misses(counted, one.Rule.Column, one.Column, dictionary))]);
    }

    /// <summary>Writes them as lines of a report.</summary>
    public void Write(TextWriter report)
    {
        DatasetCheck.Write(report, "rows read", Figures.Of(Rows));
        DatasetCheck.Write(report, "rows refused", Figures.Share(Refused.Sum(reason => reason.Rows), Rows));
        foreach ((string reason, long rows) in Refused)
        {
            DatasetCheck.Write(report, "", $"{reason}: {Figures.Share(rows, Rows)}");
        }

        foreach ((string what, string text) in Notes)
        {
            DatasetCheck.Write(report, what, text);
        }
    }

    private static IEnumerable<(string What, string Text)> Defaults(ICountedRows counted, ColumnRule rule, int column)
    {
        if (rule.Otherwise is { } otherwise)
        {
            (long values, long unmapped) = counted.Unmapped(column);
            yield return ("no code", $"{rule.Column.Name}: {Figures.Of(values)} values in {Figures.Share(unmapped, counted.Rows)} rows, taken as {otherwise}");
        }

        if (rule.Column is { NullCode: not null } or { Type: NumberType { SkipsNulls: true } })
        {
            string what = rule.Column.NullCode is { } code ? $"taken as {code}" : "counted, and left out of what is computed from it";
            yield return ("missing", $"{rule.Column.Name}: {Figures.Share(counted.Missing(column), counted.Rows)} rows, {what}");
        }
    }

    private static IEnumerable<(string What, string Text)> Misses(ICountedRows counted, Column column, int index, DataDictionary dictionary)
    {
        if (column.Type is not CodeType type)
        {
            yield break;
        }

        int[] up = [.. Enumerable.Range(0, type.Codelist.Codes.Count)];
        for (Codelist? list = type.Codelist; list is not null; list = Climb(list, dictionary, ref up))
        {
            foreach (PublicTable table in dictionary.PublicTables.Values.Where(table => table.Codelist.Id == list.Id))
            {
                var lacking = table.Unmatched.ToHashSet(StringComparer.Ordinal);
                int[] places = [.. up.Select((at, place) => (at, place)).Where(one => lacking.Contains(list.Codes[one.at].Id)).Select(one => one.place)];
                long missed = places.Length == 0 ? 0 : counted.With(index, places);
                yield return ("public table", $"{table.Id} by {column.Name}: {Figures.Share(missed, counted.Rows)} rows have one of the {Figures.Of(lacking.Count)} codes that it lacks");
            }
        }
    }

    // Each code's place in the list one level up.
    private static Codelist? Climb(Codelist list, DataDictionary dictionary, ref int[] up)
    {
        if (list.ParentList is null)
        {
            return null;
        }

        Codelist parents = dictionary.Codelists[list.ParentList];
        up = [.. up.Select(at => ColumnLoading.PlaceOf(parents, list.Codes[at].Parent!))];
        return parents;
    }
}
