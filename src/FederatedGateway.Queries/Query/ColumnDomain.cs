namespace FederatedGateway.Queries;

/// <summary>
/// What a column can hold, as whole numbers: a code's place in its list, a month's or date's distance from the first, a number in fixed point. Of
/// open codes those that the conditions name, and one number more that stands for all others. Rows hold nothing else, so a condition on one
/// column is a set, and equal sets are equal conditions. A row that lacks its number is in no such set, nor in the opposite one.
/// </summary>
internal sealed class ColumnDomain
{
    // A set of more ranges is written as the list of its values: 256 conditions are all that a text may have.
    private const int MostRanges = 32;
    private const int MostListed = 8 * 1024;

    private readonly IReadOnlyList<string> named;
    private readonly Dictionary<string, int> places;

    /// <summary>The domain of a column, for these conditions on it.</summary>
    public ColumnDomain(Column column, IEnumerable<Predicate> leaves)
    {
        Column = column;
        named = column.Type is PatternType ? [.. leaves.SelectMany(Literals).Select(CodeOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];
        places = named.Select((code, place) => (code, place)).ToDictionary(pair => pair.code, pair => pair.place, StringComparer.Ordinal);
        (Least, Greatest) = column.Type switch
        {
            CodeType type => (0, type.Codelist.Codes.Count - 1),
            CalendarType type => (0, type.Count - 1),
            NumberType type => (type.Min, type.Max),
            _ => (0L, named.Count),
        };
    }

    public Column Column { get; }

    public long Least { get; }

    /// <summary>Whether a row may lack its number.</summary>
    public bool MayLack => Column.Type is NumberType { SkipsNulls: true };

    /// <summary>The least of the domain with what stands for a missing number, which is one less than the least.</summary>
    public long First => MayLack ? Least - 1 : Least;

    public long Greatest { get; }

    /// <summary>The values that meet a condition on the column, which may have AND, OR and NOT.</summary>
    public ValueSet Of(Predicate condition) => condition switch
    {
        AndPredicate and => and.Operands.Select(Of).Aggregate(Intersection),
        OrPredicate or => Union(or.Operands.Select(Of)),
        NotPredicate not => Not(Of(not.Operand)),
        ComparePredicate compare => Of(compare.Operator, NumberOf(compare.Value)),
        InPredicate @in => ValueSet.Of(@in.Values.Select(NumberOf).Select(number => (number, number))),
        BetweenPredicate between => ValueSet.Of(NumberOf(between.Low), NumberOf(between.High)),
        _ => throw new InvalidOperationException("The predicates are a closed set."),
    };

    /// <summary>Whether rows that lack their number are among those of the set.</summary>
    public bool HasMissing(ValueSet set) => MayLack && set.Contains(First);

    /// <summary>The values that are not in the set.</summary>
    public ValueSet Not(ValueSet set) => set.Complement(Least, Greatest);

    /// <summary>The values in any of the sets.</summary>
    public static ValueSet Union(IEnumerable<ValueSet> sets) => ValueSet.Of(sets.SelectMany(set => set.Ranges));

    /// <summary>The values in both sets.</summary>
    public ValueSet Intersection(ValueSet left, ValueSet right) => Not(Union([Not(left), Not(right)]));

    /// <summary>The one condition that a set is written as; the set is not empty, and the whole domain only where a number may be missing.</summary>
    public Predicate ConditionOf(ValueSet set)
    {
        var rest = Not(set);
        return Column.Type switch
        {
            _ when rest.IsEmpty => new ComparePredicate(Column, CompareOperator.GreaterOrEqual, LiteralOf(Least)),
            CodeType when set.Count <= rest.Count => Listed(set.Values),
            CodeType => Opposite(Listed(rest.Values)),
            PatternType when set.Ranges[^1].High < Greatest => Listed(set.Values),
            PatternType => Opposite(Listed(rest.Values)),
            DateType type when WeekdayRange.Of(type, set) is not null => Listed(set.Values),
            DateType type when WeekdayRange.Of(type, rest) is not null => Opposite(Listed(rest.Values)),
            _ when set.Ranges.Count > MostRanges && set.Count <= rest.Count && set.Count <= MostListed => Listed(set.Values),
            _ when rest.Ranges.Count > MostRanges && rest.Count < set.Count && rest.Count <= MostListed => Opposite(Listed(rest.Values)),
            _ when rest.Ranges.Count < set.Ranges.Count => PredicateJoin.And([.. Pieces(rest).Select(Opposite)]),
            _ => PredicateJoin.Or([.. Pieces(set)]),
        };
    }

    private ValueSet Of(CompareOperator comparison, long number) => comparison switch
    {
        CompareOperator.Equal => ValueSet.Of(number, number),
        CompareOperator.NotEqual => Not(ValueSet.Of(number, number)),
        CompareOperator.Less => ValueSet.Of(Least, number - 1),
        CompareOperator.LessOrEqual => ValueSet.Of(Least, number),
        CompareOperator.Greater => ValueSet.Of(number + 1, Greatest),
        CompareOperator.GreaterOrEqual => ValueSet.Of(number, Greatest),
        _ => throw new InvalidOperationException("The comparisons are a closed set."),
    };

    // Single values in one list, and each longer range by the ends that the domain does not give already.
    private IEnumerable<Predicate> Pieces(ValueSet set)
    {
        var singles = set.Ranges.Where(range => range.Low == range.High).Select(range => range.Low).ToArray();
        return set.Ranges.Where(range => range.Low < range.High).Select(range => Range(range.Low, range.High)).Concat(singles.Length > 0 ? [Listed(singles)] : []);
    }

    private Predicate Range(long low, long high) => (low == Least, high == Greatest) switch
    {
        (true, _) => new ComparePredicate(Column, CompareOperator.LessOrEqual, LiteralOf(high)),
        (_, true) => new ComparePredicate(Column, CompareOperator.GreaterOrEqual, LiteralOf(low)),
        _ => new BetweenPredicate(Column, LiteralOf(low), LiteralOf(high)),
    };

    private Predicate Listed(IEnumerable<long> numbers)
    {
        // Only codes have another order than their numbers.
        var literals = numbers.Select(LiteralOf);
        Literal[] values = [.. Column.Type is CodeType ? literals.Order(LiteralOrder.Instance) : literals];
        return values.Length == 1 ? new ComparePredicate(Column, CompareOperator.Equal, values[0]) : new InPredicate(Column, values);
    }

    private static Predicate Opposite(Predicate piece) =>
        piece is ComparePredicate { Operator: CompareOperator.Equal } equal ? equal with { Operator = CompareOperator.NotEqual } : new NotPredicate(piece);

    private static IEnumerable<Literal> Literals(Predicate leaf) => leaf switch
    {
        ComparePredicate compare => [compare.Value],
        InPredicate @in => @in.Values,
        BetweenPredicate between => [between.Low, between.High],
        _ => throw new InvalidOperationException("AND, OR and NOT are no conditions on one column."),
    };

    private long NumberOf(Literal literal) => (literal, Column.Type) switch
    {
        (CodeLiteral code, CodeType type) => type.Codelist.PlaceOf(code.Code)!.Value,
        (CodeLiteral code, _) => places[code.Code],
        (CalendarLiteral time, _) => time.Place,
        (NumberLiteral number, _) => number.FixedPoint,
        _ => throw new InvalidOperationException("Values of one column have one type."),
    };

    private Literal LiteralOf(long number) => Column.Type switch
    {
        CodeType type => new CodeLiteral(type.Codelist.Codes[(int)number].Id),
        CalendarType => new CalendarLiteral((int)number),
        NumberType => new NumberLiteral(number),
        _ => new CodeLiteral(named[(int)number]),
    };

    private static string CodeOf(Literal literal) => ((CodeLiteral)literal).Code;
}
