namespace FederatedGateway.Queries;

/// <summary>
/// What a noisy value is divided by for showing, such as residents in thousands. It is no part of the question: agencies are asked for
/// the measure, and value and interval are divided alike afterwards.
/// </summary>
public sealed class Rate
{
    private readonly int[] dimensions;
    private readonly Dictionary<string, decimal?> numbers;

    internal Rate(decimal factor, PublicJoin join, PublicNumbers column, CanonicalQuery query)
    {
        Factor = factor;
        Table = join.Table.Id;
        Column = column.Name;
        dimensions = [.. Enumerable.Range(0, query.GroupBy.Count).Where(index => query.GroupBy[index].Column.Name == join.On.Column.Name)];
        numbers = ColumnValues.Of(join.On.Column)
            .Select((value, place) => (Value: value, Place: place))
            .Where(one => query.Where is null || Condition.Truth(query.Where, leaf => OfColumn(leaf, join) ? Condition.Holds(leaf, one.Value) : null) != false)
            .GroupBy(one => KeyOf(dimensions.Select(index => CodeAt(query.GroupBy[index], one.Place))), one => join.On.Map is { } map ? map[one.Place] : one.Place)
            .ToDictionary(group => group.Key, group => Sum(group.Distinct(), column), StringComparer.Ordinal);
    }

    /// <summary>What the value is multiplied by, such as 1000.</summary>
    public decimal Factor { get; }

    /// <summary>The public table.</summary>
    public string Table { get; }

    /// <summary>Its column of numbers.</summary>
    public string Column { get; }

    /// <summary>
    /// What a group's value is divided by, after <see cref="Factor"/>: the sum of the column over the codes that belong to the group and
    /// that the question's condition does not leave out. Null where one of them has no number, or the sum is zero: then there is no rate.
    /// </summary>
    /// <param name="key">The group's key, in the order of <see cref="CanonicalQuery.GroupBy"/>.</param>
    public decimal? Divisor(IReadOnlyList<string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return numbers.GetValueOrDefault(KeyOf(dimensions.Select(index => key[index])));
    }

    private static bool OfColumn(Predicate leaf, PublicJoin join) => Condition.ColumnOf(leaf)!.Name == join.On.Column.Name;

    private static string CodeAt(Dimension dimension, int place) => dimension.Codes![dimension.Map is { } map ? map[place] : place].Id;

    private static string KeyOf(IEnumerable<string> codes) => string.Join(' ', codes);

    private static decimal? Sum(IEnumerable<int> keys, PublicNumbers column)
    {
        decimal sum = 0;
        foreach (var key in keys)
        {
            if (column.OfKeys[key] is not { } number)
            {
                return null;
            }

            sum += FixedPoint.ToDecimal(number, column.Decimals);
        }

        return sum == 0 ? null : sum;
    }
}
