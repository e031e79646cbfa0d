namespace FederatedGateway.Queries;

/// <summary>
/// Which months a condition can be true in, in Kleene's three-valued logic with the time column known and every other column unknown (null).
/// </summary>
internal static class MonthReach
{
    public static IReadOnlyList<YearMonth> Of(Dataset dataset, Predicate? where) =>
        [.. YearMonth.Range(dataset.Period.From, dataset.Period.Until).Where(month => where is null || Truth(where, dataset.TimeColumn, new MonthLiteral(month)) != false)];

    private static bool? Truth(Predicate predicate, string timeColumn, MonthLiteral month) => predicate switch
    {
        AndPredicate and => and.Operands.Aggregate((bool?)true, (truth, operand) => truth & Truth(operand, timeColumn, month)),
        OrPredicate or => or.Operands.Aggregate((bool?)false, (truth, operand) => truth | Truth(operand, timeColumn, month)),
        NotPredicate not => !Truth(not.Operand, timeColumn, month),
        _ => Condition.ColumnOf(predicate)!.Name == timeColumn ? Condition.Holds(predicate, month) : null,
    };
}
