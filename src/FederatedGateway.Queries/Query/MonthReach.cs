namespace FederatedGateway.Queries;

/// <summary>
/// Which months a condition can be true in, in Kleene's three-valued logic with the time column known and every other column unknown (null).
/// </summary>
internal static class MonthReach
{
    public static IReadOnlyList<YearMonth> Of(Dataset dataset, Predicate? where) =>
        [.. Condition.TruthOf(where, dataset.Column(dataset.TimeColumn)!).Index().Where(month => month.Item != false).Select(month => dataset.Period.From.After(month.Index))];
}
