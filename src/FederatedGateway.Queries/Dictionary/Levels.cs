namespace FederatedGateway.Queries;

/// <summary>
/// The levels of a column. For codes: each list up the chain of <c>parentList</c>, nearest first, named <c>column_list</c>, and the code
/// attributes of public tables about the column's list or one of those, named <c>column_table_attribute</c>. For months:
/// <c>column_quarter</c> and <c>column_year</c>; for dates also <c>column_month</c> and <c>column_weekday</c>.
/// </summary>
internal static class Levels
{
    public static IEnumerable<Dimension> Of(Column column, IReadOnlyDictionary<string, Codelist> codelists, IReadOnlyDictionary<string, PublicTable> tables) => column.Type switch
    {
        CodeType type => OfCodes(column, type.Codelist, codelists, tables),
        CalendarType type => CalendarParts.Levels(column, type),
        _ => [],
    };

    private static IEnumerable<Dimension> OfCodes(
        Column column, Codelist list, IReadOnlyDictionary<string, Codelist> codelists, IReadOnlyDictionary<string, PublicTable> tables)
    {
        IReadOnlyList<int> at = [.. Enumerable.Range(0, list.Codes.Count)];
        var (name, below) = (column.Name, list);
        var seen = new HashSet<string>(StringComparer.Ordinal);

        // A chain that is broken or circular is reported where the codelists are read; here it only has to end.
        while (seen.Add(below.Id))
        {
            foreach (var level in OfTables(name, column, below, at, tables.Values))
            {
                yield return level;
            }

            if (below.ParentList is not { } id || !codelists.TryGetValue(id, out var parents))
            {
                yield break;
            }

            var up = PlacesOf(below, parents);
            if (up.Contains(parents.Codes.Count))
            {
                yield break;
            }

            at = [.. at.Select(place => up[place])];
            (name, below) = ($"{column.Name}_{parents.Id}", parents);
            yield return new Dimension(name, $"{column.Title}, by {parents.Title}", column, parents.Codes, at);
        }
    }

    private static IEnumerable<Dimension> OfTables(string name, Column column, Codelist list, IReadOnlyList<int> at, IEnumerable<PublicTable> tables) =>
        from table in tables
        where table.Codelist.Id == list.Id
        orderby table.Id
        from attribute in table.Attributes.OfType<PublicCodes>()
        select new Dimension(
            NameOf(name, table, attribute), $"{column.Title}, by {attribute.Title}", column, attribute.Values.Codes, [.. at.Select(place => attribute.OfKeys[place])]);

    /// <summary>The name of a public table's attribute as a level.</summary>
    public static string NameOf(string joined, PublicTable table, PublicColumn attribute) => $"{joined}_{table.Id}_{attribute.Name}";

    // Where each code's parent stands; the number of parents for one that is not there.
    private static int[] PlacesOf(Codelist list, Codelist parents)
    {
        var places = parents.Codes.Select((code, place) => (code.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place, StringComparer.Ordinal);
        return [.. list.Codes.Select(code => places.GetValueOrDefault(code.Parent ?? "", parents.Codes.Count))];
    }
}
