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
        levels = [.. query.Levels.Select(level => Divisors.Of(join, column, level))];
    }

    /// <summary>What the value is multiplied by, such as 1000.</summary>
    public decimal Factor { get; }

    /// <summary>The public table.</summary>
    public string Table { get; }

    /// <summary>Its column of numbers.</summary>
    public string Column { get; }

    /// <summary>
    /// What a group's value is divided by, after <see cref="Factor"/>: the sum of the column over the table's codes that belong to the group and
    /// that the question's condition does not leave out. Null where there is no rate: a code has no number, the group holds a part of one only (as
    /// an area of a number that is told by sector), or the sum is zero.
    /// </summary>
    /// <param name="key">The group's key, in the order of its level's <see cref="CanonicalQuery.GroupBy"/>.</param>
    /// <param name="level">Which of <see cref="CanonicalQuery.Levels"/>.</param>
    public decimal? Divisor(IReadOnlyList<string> key, int level = 0)
    {
        ArgumentNullException.ThrowIfNull(key);
        return levels[level].Of(key);
    }

    /// <summary>The least and the greatest number that groups of a level are divided by; null where no group has a rate.</summary>
    /// <param name="level">Which of <see cref="CanonicalQuery.Levels"/>.</param>
    public (decimal Least, decimal Greatest)? Range(int level = 0) =>
        levels[level].Known is { Count: > 0 } known ? (known.Min(), known.Max()) : null;

    /// <summary>The groups of a level that have no rate, by those of their codes that say whose number they would be divided by.</summary>
    /// <param name="level">Which of <see cref="CanonicalQuery.Levels"/>.</param>
    public IReadOnlyList<string> Without(int level = 0) => levels[level].Missing;

    /// <summary>Whether no group of any level has a rate.</summary>
    internal bool IsNowhere => levels.All(level => level.Known.Count == 0);
}
