using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>The values of one column for which a comparison holds, as ranges of what the copy holds.</summary>
internal static class ValueRanges
{
    // No row holds it, so an open code that is not in the data equals nothing.
    private const long NoPlace = -1;

    /// <summary>The column that a comparison is about, and its ranges, each with both ends included.</summary>
    public static (Column Column, (long Low, long High)[] Ranges) Of(Predicate comparison, ClusteredCopy copy) => comparison switch
    {
        ComparePredicate compare => (compare.Column, Compare(compare.Operator, Value(copy, compare.Column, compare.Value))),
        InPredicate @in => (@in.Column, [.. @in.Values.Select(value => Value(copy, @in.Column, value)).Select(value => (value, value))]),
        BetweenPredicate between => (between.Column, [(Value(copy, between.Column, between.Low), Value(copy, between.Column, between.High))]),
        _ => throw new InvalidOperationException("The comparisons are a closed set."),
    };

    /// <summary>The numbers of a column that lie in the ranges, or those that do not: in both cases numbers, never what stands for none.</summary>
    /// <param name="number">The column's type.</param>
    /// <param name="ranges">Ranges in ascending order.</param>
    /// <param name="holds">Whether those within are wanted.</param>
    public static (long Low, long High)[] Within(NumberType number, (long Low, long High)[] ranges, bool holds)
    {
        (long Low, long High)[] within = [.. ranges.Select(range => (long.Max(range.Low, number.Min), long.Min(range.High, number.Max))).Where(range => range.Item1 <= range.Item2)];
        if (holds)
        {
            return within;
        }

        var without = new List<(long Low, long High)>();
        long next = number.Min;
        foreach ((long low, long high) in within)
        {
            without.Add((next, low - 1));
            next = high + 1;
        }

        without.Add((next, number.Max));
        return [.. without.Where(range => range.Low <= range.High)];
    }

    private static (long Low, long High)[] Compare(CompareOperator comparison, long value) => comparison switch
    {
        CompareOperator.Equal => [(value, value)],
        CompareOperator.NotEqual => [.. Below(value), .. Above(value)],
        CompareOperator.Less => Below(value),
        CompareOperator.LessOrEqual => [(long.MinValue, value)],
        CompareOperator.Greater => Above(value),
        CompareOperator.GreaterOrEqual => [(value, long.MaxValue)],
        _ => throw new InvalidOperationException("The comparisons are a closed set."),
    };

    private static (long Low, long High)[] Below(long value) => value == long.MinValue ? [] : [(long.MinValue, value - 1)];

    private static (long Low, long High)[] Above(long value) => value == long.MaxValue ? [] : [(value + 1, long.MaxValue)];

    // A code outside a codelist is refused before a query comes here.
    private static long Value(ClusteredCopy copy, Column column, Literal literal) => (literal, column.Type) switch
    {
        (CodeLiteral code, CodeType type) => ColumnLoading.PlaceOf(type.Codelist, code.Code),
        (CodeLiteral code, _) => copy.OpenCodes[copy.PlaceOf(column)]?.PlaceOf(code.Code) ?? NoPlace,
        (CalendarLiteral time, _) => time.Place,
        (NumberLiteral number, _) => number.FixedPoint,
        _ => throw new InvalidOperationException("The literals are a closed set."),
    };
}
