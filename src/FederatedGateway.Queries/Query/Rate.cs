namespace FederatedGateway.Queries;

/// <summary>
/// What a noisy value is divided by for showing, such as residents in thousands. It is no part of the question: agencies are asked for
/// the measure, and value and interval are divided alike afterwards.
/// </summary>
public sealed class Rate
{
    private readonly IReadOnlyList<Divisors> levels;

    internal Rate(decimal factor, PublicJoin join, PublicNumbers column, CanonicalQuery query)
    {
        Factor = factor;
        Table = join.Table.Id;
        Column = column.Name;
        levels = [.. query.Levels.Select(level => DivisorsOf(join, column, level))];
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
    /// <param name="key">The group's key, in the order of its level's <see cref="CanonicalQuery.GroupBy"/>.</param>
    /// <param name="level">Which of <see cref="CanonicalQuery.Levels"/>.</param>
    public decimal? Divisor(IReadOnlyList<string> key, int level = 0)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (dimensions, numbers) = levels[level];
        return numbers.GetValueOrDefault(KeyOf(dimensions.Select(index => key[index])));
    }

    private static Divisors DivisorsOf(PublicJoin join, PublicNumbers column, CanonicalQuery level)
    {
        int[] dimensions = [.. Enumerable.Range(0, level.GroupBy.Count).Where(index => level.GroupBy[index].Column.Name == join.On.Column.Name)];
        return new(dimensions, Condition.TruthOf(level.Where, join.On.Column).Index()
            .Where(value => value.Item != false)
            .GroupBy(value => KeyOf(dimensions.Select(index => CodeAt(level.GroupBy[index], value.Index))), value => join.On.Map is { } map ? map[value.Index] : value.Index)
            .ToDictionary(group => group.Key, group => Sum(group.Distinct(), column), StringComparer.Ordinal));
    }

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

    /// <summary>The divisors of one level.</summary>
    /// <param name="Dimensions">Which parts of a key say whose number it is.</param>
    /// <param name="Numbers">The sums by those parts.</param>
    private sealed record Divisors(int[] Dimensions, Dictionary<string, decimal?> Numbers);
}
