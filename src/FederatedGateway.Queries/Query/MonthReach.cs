namespace FederatedGateway.Queries;

/// <summary>
/// Which months a condition can be true in, in Kleene's three-valued logic with the time column known and every other column unknown (null).
/// </summary>
internal static class MonthReach
{
    public static IReadOnlyList<YearMonth> Of(Dataset dataset, Predicate? where) =>
        [.. YearMonth.Range(dataset.Period.From, dataset.Period.Until).Where(month => where is null || Truth(where, dataset.TimeColumn, new MonthLiteral(month)) != false)];

    private static bool? Truth(Predicate predicate, string timeColumn, MonthLiteral month) =>
        Condition.Truth(predicate, leaf => Condition.ColumnOf(leaf)!.Name == timeColumn ? Condition.Holds(leaf, month) : null);
}
