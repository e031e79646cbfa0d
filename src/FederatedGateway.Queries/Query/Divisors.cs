namespace FederatedGateway.Queries;

/// <summary>What the groups of one level of a rate are divided by. A function of the dictionary and the question alone.</summary>
internal sealed class Divisors
{
    private readonly int[] dimensions;
    private readonly Dictionary<string, decimal?> numbers;

    private Divisors(int[] dimensions, Dictionary<string, decimal?> numbers) => (this.dimensions, this.numbers) = (dimensions, numbers);

    /// <summary>The numbers.</summary>
    public IReadOnlyList<decimal> Known => [.. numbers.Values.OfType<decimal>()];

    /// <summary>The groups without one, by the codes that tell them apart.</summary>
    public IReadOnlyList<string> Missing => [.. numbers.Where(group => group.Value is null).Select(group => group.Key).Order(StringComparer.Ordinal)];

    /// <summary>The number of a group; null when there is none.</summary>
    public decimal? Of(IReadOnlyList<string> key) => numbers.GetValueOrDefault(ColumnKeys.Text(dimensions.Select(index => key[index])));

    public static Divisors Of(PublicJoin join, PublicNumbers column, CanonicalQuery level)
    {
        var on = join.On;
        int[] dimensions = [.. Enumerable.Range(0, level.GroupBy.Count).Where(index => level.GroupBy[index].Column.Name == on.Column.Name)];
        var values = ColumnValues.Of(on.Column).Select((_, place) => KeyOf(place)).CountBy(key => key).ToDictionary();
        return new(dimensions, new ConditionReach(level.Where).PlacesOf(on.Column)
            .GroupBy(place => ColumnKeys.Text(dimensions.Select(index => level.GroupBy[index].CodeOf(place))), KeyOf, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Sum(group.CountBy(key => key), values, column), StringComparer.Ordinal));

        // The place of a value's key in the table's list.
        int KeyOf(int place) => on.Map is { } map ? map[place] : place;
    }

    // A number is that of all values of its key, so a group that lacks one of them cannot be divided by it.
    private static decimal? Sum(IEnumerable<KeyValuePair<int, int>> held, Dictionary<int, int> values, PublicNumbers column)
    {
        decimal sum = 0;
        foreach (var (key, count) in held)
        {
            if (count < values[key] || column.OfKeys[key] is not { } number)
            {
                return null;
            }

            sum += FixedPoint.ToDecimal(number, column.Decimals);
        }

        return sum == 0 ? null : sum;
    }
}
