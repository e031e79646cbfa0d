using System.Globalization;

namespace FederatedGateway.Queries;

/// <summary>Writes canonical SQL: one spelling for each query, so that its hash can be its name.</summary>
internal static class CanonicalText
{
    public static string Of(
        Dataset dataset, IReadOnlyList<Dimension> groupBy, IReadOnlyList<Dimension> rollup, IReadOnlyList<Measure> measures, Predicate? where)
    {
        var names = rollup.Select(dimension => dimension.Name).ToArray();
        var groups = string.Join(", ", [.. groupBy.Select(dimension => dimension.Name).Except(names), .. names.Length == 0 ? [] : new[] { $"ROLLUP({string.Join(", ", names)})" }]);
        var select = groupBy.Select(dimension => dimension.Name).Concat(measures.Select(measure => Of(measure, dataset)));
        return $"SELECT {string.Join(", ", select)} FROM {dataset.Id}"
            + (where is null ? "" : $" WHERE {where}")
            + (groupBy.Count == 0 ? "" : $" GROUP BY {groups}");
    }

    public static string Of(Predicate predicate) => predicate switch
    {
        AndPredicate and => string.Join(" AND ", and.Operands.Select(operand => operand is OrPredicate ? $"({operand})" : Of(operand))),
        OrPredicate or => string.Join(" OR ", or.Operands.Select(Of)),
        NotPredicate { Operand: InPredicate @in } => WeekdaysOf(@in) is { } weekdays ? $"NOT ({weekdays})" : In(@in, "NOT IN"),
        NotPredicate { Operand: BetweenPredicate between } => Between(between, "NOT BETWEEN"),
        NotPredicate not => not.Operand is AndPredicate or OrPredicate ? $"NOT ({not.Operand})" : $"NOT {not.Operand}",
        ComparePredicate compare => $"{compare.Column.Name} {Of(compare.Operator)} {Of(compare.Value, compare.Column)}",
        InPredicate @in => WeekdaysOf(@in) ?? In(@in, "IN"),
        BetweenPredicate between => Between(between, "BETWEEN"),
        _ => throw new InvalidOperationException("The predicates are a closed set."),
    };

    private static string Of(Measure measure, Dataset dataset) => measure.Kind switch
    {
        MeasureKind.Count => "COUNT(*)",
        MeasureKind.CountDistinctUnit => $"COUNT(DISTINCT {dataset.PrivacyUnit})",
        MeasureKind.Sum => $"SUM({measure.Column!.Name})",
        MeasureKind.Average => $"AVG({measure.Column!.Name})",
        MeasureKind.Variance => $"VARP({measure.Column!.Name})",
        MeasureKind.Deviation => $"STDEVP({measure.Column!.Name})",
        MeasureKind.Quantile => string.Create(CultureInfo.InvariantCulture, $"APPROX_PERCENTILE_CONT({measure.Probability:0.###}) WITHIN GROUP (ORDER BY {measure.Column!.Name})"),
        MeasureKind.Histogram => string.Create(CultureInfo.InvariantCulture, $"HISTOGRAM({measure.Column!.Name}, {measure.Tree!.Bins})"),
        _ => throw new InvalidOperationException("The measures are a closed set."),
    };

    // Dates of some days of the week, by those; null for other lists.
    private static string? WeekdaysOf(InPredicate predicate)
    {
        if (predicate.Column.Type is not DateType type || WeekdayRange.Of(type, new ColumnDomain(predicate.Column, []).Of(predicate)) is not { } range)
        {
            return null;
        }

        var level = CalendarParts.WeekdayLevel(predicate.Column.Name);
        string[] codes = [.. range.Weekdays.Select(CalendarParts.WeekdayAt).Order(StringComparer.Ordinal).Select(code => $"'{code}'")];
        var days = codes.Length == 1 ? $"{level} = {codes[0]}" : $"{level} IN ({string.Join(", ", codes)})";
        return range.IsWhole ? days : $"{Between(new BetweenPredicate(predicate.Column, new CalendarLiteral(range.Low), new CalendarLiteral(range.High)), "BETWEEN")} AND {days}";
    }

    private static string In(InPredicate predicate, string word) =>
        $"{predicate.Column.Name} {word} ({string.Join(", ", predicate.Values.Select(value => Of(value, predicate.Column)))})";

    private static string Between(BetweenPredicate predicate, string word) =>
        $"{predicate.Column.Name} {word} {Of(predicate.Low, predicate.Column)} AND {Of(predicate.High, predicate.Column)}";

    private static string Of(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Equal => "=",
        CompareOperator.NotEqual => "<>",
        CompareOperator.Less => "<",
        CompareOperator.LessOrEqual => "<=",
        CompareOperator.Greater => ">",
        CompareOperator.GreaterOrEqual => ">=",
        _ => throw new InvalidOperationException("The comparisons are a closed set."),
    };

    private static string Of(Literal literal, Column column) => literal switch
    {
        CodeLiteral code => $"'{code.Code.Replace("'", "''", StringComparison.Ordinal)}'",
        CalendarLiteral time => $"'{((CalendarType)column.Type).TextOf(time.Place)}'",
        NumberLiteral number => ((NumberType)column.Type).Format(number.FixedPoint),
        _ => throw new InvalidOperationException("The literals are a closed set."),
    };
}
