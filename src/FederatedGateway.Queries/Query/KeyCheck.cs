namespace FederatedGateway.Queries;

/// <summary>Whether a cell can exist: each of its codes is one that the dictionary and the query's months allow.</summary>
/// <param name="query">The query.</param>
public sealed class KeyCheck(CanonicalQuery query)
{
    private readonly IReadOnlyList<Func<string, bool>> _checks = [.. query.GroupBy.Select(dimension => CheckOf(query, dimension))];

    /// <summary>Whether a key has one allowed code for each dimension.</summary>
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

    private static Func<string, bool> CheckOf(CanonicalQuery query, Dimension dimension) =>
        KeyGrid.Values(query, dimension) is { } values
            ? values.ToHashSet(StringComparer.Ordinal).Contains
            : ((PatternType)dimension.Column.Type).Matches;
}
