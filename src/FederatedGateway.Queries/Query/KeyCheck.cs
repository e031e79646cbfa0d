namespace FederatedGateway.Queries;

/// <summary>Whether a cell can exist: each of its codes is one that the dictionary and the query's months allow.</summary>
/// <param name="query">The query.</param>
public sealed class KeyCheck(CanonicalQuery query)
{
    private readonly IReadOnlyList<Func<string, bool>> _checks = [.. query.GroupBy.Select(column => CheckOf(query, column))];

    /// <summary>Whether a key has one allowed code for each GROUP BY column.</summary>
    public bool Allows(IReadOnlyList<string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Count != _checks.Count)
        {
            return false;
        }

        for (int dimension = 0; dimension < _checks.Count; dimension++)
        {
            if (!_checks[dimension](key[dimension]))
            {
                return false;
            }
        }

        return true;
    }

    private static Func<string, bool> CheckOf(CanonicalQuery query, Column column)
    {
        switch (column.Type)
        {
            case CodeType type:
                return type.Codelist.Contains;
            case PatternType type:
                return type.Matches;
            case MonthType type:
                IEnumerable<YearMonth> months =
                    column.Name == query.Dataset.TimeColumn ? query.Months : YearMonth.Range(type.From, type.Until);
                return months.Select(month => month.ToString()).ToHashSet(StringComparer.Ordinal).Contains;
            default:
                throw new InvalidOperationException($"The column {column.Name} cannot be grouped by.");
        }
    }
}
