namespace FederatedGateway.Queries.Tests;

/// <summary>Random conditions on the test dataset, and their truth by the definition.</summary>
internal sealed class RandomPredicate(Seeded seeded)
{
    private static readonly Column Month = TestDictionary.Assaults.Column("month")!;
    private static readonly Column Method = TestDictionary.Assaults.Column("method")!;
    private static readonly Column Area = TestDictionary.Assaults.Column("area")!;
    private static readonly Column Wait = TestDictionary.Assaults.Column("wait")!;

    /// <summary>The columns whose values are listed.</summary>
    public static IReadOnlyList<Column> Listed { get; } = [Month, Method, Area];

    public Predicate Next(int depth) => seeded.Below(depth > 0 ? 8 : 5) switch
    {
        0 => new ComparePredicate(Method, (CompareOperator)seeded.Below(2), Value(Method)),
        1 => new ComparePredicate(Month, (CompareOperator)seeded.Below(6), Value(Month)),
        2 => new ComparePredicate(Wait, (CompareOperator)seeded.Below(6), Value(Wait)),
        3 => In(seeded.Pick([Month, Method, Area, Wait])),
        4 => Between(seeded.Pick([Month, Wait])),
        5 => new NotPredicate(Next(depth - 1)),
        6 => new AndPredicate([Next(depth - 1), Next(depth - 1)]),
        _ => new OrPredicate([Next(depth - 1), Next(depth - 1)]),
    };

    public IReadOnlyDictionary<string, Literal> Row() =>
        new[] { Month, Method, Area, Wait }.ToDictionary(column => column.Name, Value);

    /// <summary>Two-valued truth on a whole row; three-valued when a column is not in the row.</summary>
    public static bool? Truth(Predicate predicate, IReadOnlyDictionary<string, Literal> row) => predicate switch
    {
        AndPredicate and => and.Operands.Select(operand => Truth(operand, row)).Aggregate((left, right) => left & right),
        OrPredicate or => or.Operands.Select(operand => Truth(operand, row)).Aggregate((left, right) => left | right),
        NotPredicate not => !Truth(not.Operand, row),
        ComparePredicate compare => row.TryGetValue(compare.Column.Name, out var value) ? Holds(compare.Operator, LiteralOrder.Instance.Compare(value, compare.Value)) : null,
        InPredicate @in => row.TryGetValue(@in.Column.Name, out var value) ? @in.Values.Contains(value) : null,
        BetweenPredicate between => row.TryGetValue(between.Column.Name, out var value)
            ? LiteralOrder.Instance.Compare(between.Low, value) <= 0 && LiteralOrder.Instance.Compare(value, between.High) <= 0
            : null,
        _ => throw new InvalidOperationException(),
    };

    private static bool Holds(CompareOperator comparison, int order) => comparison switch
    {
        CompareOperator.Equal => order == 0,
        CompareOperator.NotEqual => order != 0,
        CompareOperator.Less => order < 0,
        CompareOperator.LessOrEqual => order <= 0,
        CompareOperator.Greater => order > 0,
        _ => order >= 0,
    };

    private InPredicate In(Column column) => new(column, [.. Enumerable.Range(0, 1 + seeded.Below(3)).Select(_ => Value(column))]);

    private BetweenPredicate Between(Column column)
    {
        Literal[] ends = [Value(column), Value(column)];
        Array.Sort(ends, LiteralOrder.Instance);
        return new BetweenPredicate(column, ends[0], ends[1]);
    }

    private Literal Value(Column column) => column.Type switch
    {
        CodeType type => new CodeLiteral(seeded.Pick(type.Codelist.Codes).Id),
        CalendarType type => new CalendarLiteral(seeded.Below(type.Count)),
        _ => new NumberLiteral(seeded.Below(8) - 3),
    };
}
