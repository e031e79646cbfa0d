namespace FederatedGateway.Queries;

/// <summary>
/// The canonical CASE of a mapping: labels in the order of their characters, the one of the most values (of those the first) after ELSE.
/// Mappings are the same when their texts are.
/// </summary>
internal static class CaseMapping
{
    public static Dimension Of(Column column, IReadOnlyList<Literal> values, IReadOnlyList<string> labels)
    {
        var groups = values.Zip(labels)
            .GroupBy(pair => pair.Second, pair => pair.First, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToArray();
        var last = groups.MaxBy(group => group.Count())!;
        var whens = groups.Where(group => group.Key != last.Key)
            .Select(group => $"WHEN {CanonicalPredicate.Of(new InPredicate(column, [.. group])).Condition} THEN '{group.Key}' ");

        // People see the labels in the order of the values that they stand for.
        string[] codes = [.. labels.Distinct(StringComparer.Ordinal)];
        var places = codes.Select((code, place) => (code, place)).ToDictionary(pair => pair.code, pair => pair.place, StringComparer.Ordinal);
        return new Dimension(
            $"CASE {string.Concat(whens)}ELSE '{last.Key}' END",
            column.Title + ", as grouped by the question",
            column,
            [.. codes.Select(Dimension.Plain)],
            [.. labels.Select(label => places[label])]);
    }
}
