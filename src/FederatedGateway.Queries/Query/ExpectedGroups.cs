namespace FederatedGateway.Queries;

/// <summary>
/// How many units the groups of a level are expected to have at an agency, from the dictionary's public figures alone. Columns are taken to be
/// independent of each other.
/// </summary>
public sealed class ExpectedGroups
{
    private ExpectedGroups(GroupCounts counts, double unevenness, IReadOnlyList<string> takenAsEven)
    {
        Groups = [.. counts.Groups];
        Unevenness = unevenness;
        TakenAsEven = takenAsEven;
    }

    /// <summary>Groups by the number of units that they have on average: how many groups there are of each. Numbers within 1 % of each other stand together.</summary>
    public IReadOnlyList<(double Units, double Groups)> Groups { get; }

    /// <summary>The squared coefficient of variation of a group's rate about its average; 0 where groups of one average are alike.</summary>
    public double Unevenness { get; }

    /// <summary>The columns, by name, of whose codes the dictionary knows neither weights nor unevenness, so that they are taken to be alike.</summary>
    public IReadOnlyList<string> TakenAsEven { get; }

    /// <summary>The groups of a query without <c>ROLLUP</c>, or of one level.</summary>
    /// <param name="level">The query.</param>
    /// <param name="agency">The agency's id in the agreement.</param>
    /// <returns>Null where the dictionary states no expectation for the agency, or not how many codes an open column has.</returns>
    public static ExpectedGroups? Of(CanonicalQuery level, string agency)
    {
        ArgumentNullException.ThrowIfNull(level);
        if (level.Dataset.ExpectationOf(agency) is not { } expectation)
        {
            return null;
        }

        var conditions = ColumnConditions.Of(level.Where);
        var counts = GroupCounts.One(expectation.UnitsPerYear);
        var (variation, even) = (1.0, new List<string>());
        foreach (var name in level.GroupBy.Select(dimension => dimension.Column.Name).Concat(conditions.Columns).Append(level.Dataset.TimeColumn).Distinct(StringComparer.Ordinal))
        {
            Dimension[] dimensions = [.. level.GroupBy.Where(dimension => dimension.Column.Name == name)];
            var column = level.Dataset.Column(name)!;
            if (ColumnShares.Of(column, dimensions, conditions.On(name), expectation, level) is not { } shares)
            {
                return null;
            }

            counts = counts.Times(shares);
            variation *= 1 + shares.Unevenness;
            if (dimensions.Length > 0 && column.Type is not CalendarType && expectation.SpreadOver(column) is null or { Weights: null, Unevenness: 0 })
            {
                even.Add(name);
            }
        }

        return conditions.Mixed(leaf => ColumnShares.Of(leaf, expectation)) is { } share ? new(counts.Scaled(share), variation - 1, even) : null;
    }
}
