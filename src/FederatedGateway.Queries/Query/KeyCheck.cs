namespace FederatedGateway.Queries;

/// <summary>Whether a cell can exist: some row that meets the condition could have its codes, by the dictionary alone.</summary>
/// <param name="query">The query; one level of it.</param>
public sealed class KeyCheck(CanonicalQuery query)
{
    private readonly int dimensions = query.GroupBy.Count;
    private readonly IReadOnlyList<Func<IReadOnlyList<string>, bool>> checks = ChecksOf(query);

    /// <summary>
    /// Whether a key has one code for each dimension, and the codes of each column together are those of a value at which the query's condition
    /// can be true.
    /// </summary>
    public bool Allows(IReadOnlyList<string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Count == dimensions && checks.All(check => check(key));
    }

    private static IReadOnlyList<Func<IReadOnlyList<string>, bool>> ChecksOf(CanonicalQuery query)
    {
        var reach = new ConditionReach(query.Where);
        return [.. ColumnKeys.Of(query.GroupBy).Select(column => column.IsListed ? Listed(column, reach) : Shaped(column, reach))];
    }

    private static Func<IReadOnlyList<string>, bool> Listed(ColumnKeys column, ConditionReach reach)
    {
        var known = reach.PlacesOf(column.Column).Select(place => ColumnKeys.Text(column.CodesOf(place))).ToHashSet(StringComparer.Ordinal);
        return key => known.Contains(column.TextOf(key));
    }

    // A key may hold text of an open list alone, so it is taken as the value that it is.
    private static Func<IReadOnlyList<string>, bool> Shaped(ColumnKeys column, ConditionReach reach) => key =>
        key[column.Places[0]] is var value && ((PatternType)column.Column.Type).Matches(value) && reach.Holds(column.Column, value);
}
