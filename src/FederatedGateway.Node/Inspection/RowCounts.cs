using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>What became of the rows of a load, in true counts: for the operator at the terminal, never for a log.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Refused">Rows refused, by reason.</param>
/// <param name="Notes">Values that the mapping gave a code although they are none or missing, and keys that public tables lack.</param>
internal sealed record RowCounts(long Rows, IReadOnlyList<(string Reason, long Rows)> Refused, IReadOnlyList<(string What, string Text)> Notes)
{
    /// <summary>Counts the rows of a load.</summary>
    public static RowCounts Of(StagedRows staged, DataDictionary dictionary)
    {
        DuckDBConnection connection = staged.Connection;
        long rows = connection.Number("SELECT count(*) FROM typed");
        return new RowCounts(
            rows,
            connection.Counts("SELECT refusal, count(*) FROM typed WHERE refusal IS NOT NULL GROUP BY refusal ORDER BY count(*) DESC, refusal"),
            [.. staged.Columns.SelectMany(column => Defaults(connection, column, rows)), .. staged.Columns.SelectMany(column => Misses(connection, column, dictionary, rows))]);
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

    private static IEnumerable<(string What, string Text)> Defaults(DuckDBConnection connection, ColumnLoading column, long rows)
    {
        if (column.Rule.Otherwise is { } otherwise)
        {
            string from = $"FROM staged s LEFT JOIN {column.Lookup} ON s.{column.Name} = {column.Lookup}.source WHERE s.{column.Name} IS NOT NULL AND {column.Lookup}.value IS NULL";
            long unmapped = connection.Number($"SELECT count(*) {from}");
            long values = connection.Number($"SELECT count(DISTINCT s.{column.Name}) {from}");
            yield return ("no code", $"{column.Rule.Column.Name}: {Figures.Of(values)} values in {Figures.Share(unmapped, rows)} rows, taken as {otherwise}");
        }

        if (column.Rule.WhenNull is { } whenNull)
        {
            long missing = connection.Number($"SELECT count(*) FROM staged WHERE {column.Name} IS NULL");
            yield return ("missing", $"{column.Rule.Column.Name}: {Figures.Share(missing, rows)} rows, taken as {whenNull}");
        }
    }

    private static IEnumerable<(string What, string Text)> Misses(DuckDBConnection connection, ColumnLoading column, DataDictionary dictionary, long rows)
    {
        if (column.Rule.Column.Type is not CodeType type)
        {
            yield break;
        }

        int[] up = [.. Enumerable.Range(0, type.Codelist.Codes.Count)];
        for (Codelist? list = type.Codelist; list is not null; list = Climb(list, dictionary, ref up))
        {
            foreach (PublicTable table in dictionary.PublicTables.Values.Where(table => table.Codelist.Id == list.Id))
            {
                var lacking = table.Unmatched.ToHashSet(StringComparer.Ordinal);
                string places = string.Join(", ", up.Select((at, place) => (at, place)).Where(one => lacking.Contains(list.Codes[one.at].Id)).Select(one => one.place.ToString(CultureInfo.InvariantCulture)));
                long missed = places.Length == 0 ? 0 : connection.Number($"SELECT count(*) FROM typed WHERE refusal IS NULL AND {column.Name} IN ({places})");
                yield return ("public table", $"{table.Id} by {column.Rule.Column.Name}: {Figures.Share(missed, rows)} rows have one of the {Figures.Of(lacking.Count)} codes that it lacks");
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
