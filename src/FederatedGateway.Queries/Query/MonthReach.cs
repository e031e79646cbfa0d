namespace FederatedGateway.Queries;

/// <summary>
/// Which months a condition can be true in, in Kleene's three-valued logic with the time column known and every other column unknown (null).
/// </summary>
internal static class MonthReach
{
    public static IReadOnlyList<YearMonth> Of(Dataset dataset, Predicate? where) =>
        [.. YearMonth.Range(dataset.Period.From, dataset.Period.Until).Where(month => where is null || Truth(where, dataset.TimeColumn, month) != false)];

    private static bool? Truth(Predicate predicate, string timeColumn, YearMonth month) => predicate switch
    {
        AndPredicate and => and.Operands.Aggregate((bool?)true, (truth, operand) => truth & Truth(operand, timeColumn, month)),
        OrPredicate or => or.Operands.Aggregate((bool?)false, (truth, operand) => truth | Truth(operand, timeColumn, month)),
        NotPredicate not => !Truth(not.Operand, timeColumn, month),
        ComparePredicate compare when compare.Column.Name == timeColumn => Holds(compare.Operator, month.CompareTo(Month(compare.Value))),
        InPredicate @in when @in.Column.Name == timeColumn => @in.Values.Any(value => Month(value) == month),
        BetweenPredicate between when between.Column.Name == timeColumn => Month(between.Low) <= month && month <= Month(between.High),
        _ => null,
    };

    private static YearMonth Month(Literal literal) => ((MonthLiteral)literal).Month;

    private static bool Holds(CompareOperator comparison, int order) => comparison switch
    {
        CompareOperator.Equal => order == 0,
        CompareOperator.NotEqual => order != 0,
        CompareOperator.Less => order < 0,
        CompareOperator.LessOrEqual => order <= 0,
        CompareOperator.Greater => order > 0,
        CompareOperator.GreaterOrEqual => order >= 0,
        _ => throw new InvalidOperationException("The comparisons are a closed set."),
    };
}
