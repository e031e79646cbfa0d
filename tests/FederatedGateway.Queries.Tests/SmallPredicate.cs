namespace FederatedGateway.Queries.Tests;

/// <summary>Random conditions on four columns of every type, whose truth on every possible row can be listed.</summary>
internal sealed class SmallPredicate(Seeded seeded)
{
    private static readonly Column Month = TestDictionary.Assaults.Column("month")!;
    private static readonly Column Method = TestDictionary.Assaults.Column("method")!;
    private static readonly Column Lsoa = TestDictionary.Assaults.Column("lsoa")!;
    private static readonly Column Score = TestDictionary.Assaults.Column("score")!;

    // W99 stands for every open code that no condition names.
    private static readonly Dictionary<string, Literal[]> Values = new()
    {
        ["month"] = [.. Enumerable.Range(0, 6).Select(month => new CalendarLiteral(month))],
        ["method"] = [new CodeLiteral("fist"), new CodeLiteral("glass"), new CodeLiteral("sharp_object")],
        ["lsoa"] = [new CodeLiteral("W01"), new CodeLiteral("W02"), new CodeLiteral("W99")],
        ["score"] = [.. Enumerable.Range(0, 11).Select(score => new NumberLiteral(score))],
    };

    private static readonly IReadOnlyDictionary<string, Literal>[] Rows =
    [
        .. from month in Values["month"]
           from method in Values["method"]
           from lsoa in Values["lsoa"]
           from score in Values["score"]
           select new Dictionary<string, Literal> { ["month"] = month, ["method"] = method, ["lsoa"] = lsoa, ["score"] = score },
    ];

    public static string TableOf(Predicate condition) => string.Concat(Rows.Select(row => RandomPredicate.Truth(condition, row) == true ? '1' : '0'));

    public Predicate Next(int depth) => seeded.Below(depth > 0 ? 7 : 4) switch
    {
        0 => Compare(seeded.Pick([Method, Lsoa]), 2),
        1 => Compare(seeded.Pick([Month, Score]), 6),
        2 => In(seeded.Pick([Month, Method, Lsoa, Score])),
        3 => Between(seeded.Pick([Month, Score])),
        4 => new NotPredicate(Next(depth - 1)),
        5 => new AndPredicate([Next(depth - 1), Next(depth - 1)]),
        _ => new OrPredicate([Next(depth - 1), Next(depth - 1)]),
    };

    private ComparePredicate Compare(Column column, int operators) => new(column, (CompareOperator)seeded.Below(operators), Value(column));

    private InPredicate In(Column column) => new(column, [.. Enumerable.Range(0, 1 + seeded.Below(3)).Select(_ => Value(column))]);

    private BetweenPredicate Between(Column column)
    {
        Literal[] ends = [Value(column), Value(column)];
        Array.Sort(ends, LiteralOrder.Instance);
        return new BetweenPredicate(column, ends[0], ends[1]);
    }

    // Conditions name W01 and W02 only, and few of the scores, so that many conditions mean the same.
    private Literal Value(Column column) =>
        column == Lsoa ? Values["lsoa"][seeded.Below(2)] : column == Score ? Values["score"][seeded.Below(3) * 4] : seeded.Pick(Values[column.Name]);
}
