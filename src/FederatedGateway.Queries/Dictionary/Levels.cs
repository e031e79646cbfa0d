namespace FederatedGateway.Queries;

/// <summary>
/// The levels that a column rolls up to: for codes each list up the chain of <c>parentList</c>, nearest first, named
/// <c>column_list</c>; for months <c>column_quarter</c> and <c>column_year</c>.
/// </summary>
internal static class Levels
{
    public static IEnumerable<Dimension> Of(Column column, IReadOnlyDictionary<string, Codelist> codelists) => column.Type switch
    {
        CodeType type => OfCodes(column, type.Codelist, codelists),
        MonthType type =>
        [
            Dimension.OfMonths(column.Name + "_quarter", column.Title + ", by quarter", column, type, Dimension.Quarter),
            Dimension.OfMonths(column.Name + "_year", column.Title + ", by year", column, type, Dimension.Year),
        ],
        _ => [],
    };

    private static IEnumerable<Dimension> OfCodes(Column column, Codelist list, IReadOnlyDictionary<string, Codelist> codelists)
    {
        string?[] at = [.. list.Codes.Select(code => code.Id)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var below = list;

        // A chain that is broken or circular is reported where the codelists are read; here it only has to end.
        while (seen.Add(below.Id) && below.ParentList is { } id && codelists.TryGetValue(id, out var parents))
        {
            at = [.. at.Select(code => below.Find(code!)?.Parent)];
            var places = parents.Codes.Select((code, place) => (code.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place, StringComparer.Ordinal);
            if (!at.All(code => code is not null && places.ContainsKey(code)))
            {
                yield break;
            }

            yield return new Dimension($"{column.Name}_{parents.Id}", $"{column.Title}, by {parents.Title}", column, parents.Codes, [.. at.Select(code => places[code!])]);
            below = parents;
        }
    }
}
