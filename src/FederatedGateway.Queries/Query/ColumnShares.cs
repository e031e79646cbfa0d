namespace FederatedGateway.Queries;

/// <summary>How one column parts the units of a year into the groups of a level.</summary>
/// <param name="Parts">Shares of the units, and how many groups have each.</param>
/// <param name="Unevenness">The squared coefficient of variation of a group's rate about its share.</param>
internal sealed record ColumnShares(IReadOnlyList<(double Share, double Groups)> Parts, double Unevenness)
{
    private const double MonthsPerYear = 12;

    /// <summary>The shares; null where the column is open and nothing is known of how many codes it has.</summary>
    public static ColumnShares? Of(Column column, Dimension[] dimensions, Predicate? condition, Expectation expectation, CanonicalQuery level)
    {
        // A finer open column tells this one: then a condition leaves out groups and takes nothing from the others.
        if (level.GroupBy.Any(other => expectation.Tells(other.Column, column)))
        {
            return Of(column, condition, expectation) is { } groups ? new([(1, groups)], 0) : null;
        }

        return dimensions.Length == 0 ? Of(column, condition, expectation) is { } share ? new([(share, 1)], 0) : null
            : column.Type is PatternType ? Open(column, condition, expectation.SpreadOver(column))
            : Listed(column, dimensions, condition, expectation.SpreadOver(column), level);
    }

    /// <summary>The share of a year's units that meet a condition on one column; null where nothing is known of it.</summary>
    public static double? Of(Predicate condition, Expectation expectation) => Of(Condition.ColumnOf(condition)!, condition, expectation);

    private static double? Of(Column column, Predicate? condition, Expectation expectation)
    {
        switch (column.Type)
        {
            case CodeType or CalendarType:
                var weights = WeightsOf(column, expectation.SpreadOver(column));
                return Condition.TruthOf(condition, column).Zip(weights).Sum(value => value.First == true ? value.Second : 0);
            case PatternType:
                return condition is null ? 1 : expectation.SpreadOver(column)?.Codes is { } codes ? CodesOf(column, condition, codes) / codes : null;
            default:
                var domain = new ColumnDomain(column, []);
                return condition is null ? 1 : (double)domain.Of(condition).Count / (domain.Greatest - domain.Least + 1);
        }
    }

    private static ColumnShares? Open(Column column, Predicate? condition, ExpectedSpread? spread) =>
        spread?.Codes is { } codes ? new([(1.0 / codes, CodesOf(column, condition, codes))], (double)spread.Unevenness) : null;

    // Of all codes there are, those that the condition names or does not name.
    private static double CodesOf(Column column, Predicate? condition, int codes)
    {
        if (condition is null)
        {
            return codes;
        }

        var domain = new ColumnDomain(column, Condition.Leaves(condition));
        var set = domain.Of(condition);
        return set.Contains(domain.Greatest) ? Math.Max(0, codes - domain.Not(set).Count) : Math.Min(codes, set.Count);
    }

    private static ColumnShares Listed(Column column, Dimension[] dimensions, Predicate? condition, ExpectedSpread? spread, CanonicalQuery level)
    {
        var possible = new ConditionReach(level.Where).PlacesOf(column).ToHashSet();
        var met = Condition.TruthOf(condition, column);
        var sums = WeightsOf(column, spread).Index()
            .Where(value => possible.Contains(value.Index))
            .GroupBy(value => string.Join(' ', dimensions.Select(dimension => dimension.Map is { } map ? map[value.Index] : value.Index)), StringComparer.Ordinal)
            .Select(group => group.Sum(value => met[value.Index] == true ? value.Item : 0))
            .ToArray();
        return new(
            [.. sums.CountBy(share => share).Select(part => (part.Key, (double)part.Value))],
            (double)(spread?.Unevenness ?? 0) * sums.Length / met.Length);
    }

    private static double[] WeightsOf(Column column, ExpectedSpread? spread)
    {
        if (column.Type is CalendarType time)
        {
            return [.. Enumerable.Range(0, time.Count).Select(place => YearShareOf(time, place))];
        }

        double[] numbers = spread?.Weights is { } weights
            ? [.. weights.OfKeys.Select(number => (double)(number ?? 0))]
            : [.. Enumerable.Repeat(1.0, ColumnValues.CountOf(column))];
        var total = numbers.Sum();
        return Array.ConvertAll(numbers, number => number / total);
    }

    // Every month has a twelfth, and its dates have that in equal parts.
    private static double YearShareOf(CalendarType time, int place) =>
        1 / MonthsPerYear / (time is DateType && time.MonthOf(place) is var month ? DateTime.DaysInMonth(month.Year, month.Month) : 1);
}
