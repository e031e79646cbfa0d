namespace FederatedGateway.Queries.Tests;

public sealed class SpellingTests
{
    [Fact]
    public void One_question_written_in_many_ways_has_one_canonical_text()
    {
        var seeded = new Seeded(8);
        var random = new RandomPredicate(seeded);
        var compared = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var where = random.Next(depth: 3);
            var plain = TestDictionary.Reading($"SELECT method, COUNT(*), AVG(wait) FROM assaults WHERE {where} GROUP BY method").Query;
            var dressed = TestDictionary.Reading(
                $"select{Space(seeded)}avg( [wait] ) AS a,count(*){Space(seeded)}AS [n b], assaults.METHOD FROM \"Assaults\"{Space(seeded)}where ({Otherwise(where, seeded)}) group by Method order by a;").Query;

            Assert.Equal(plain?.Text, dressed?.Text);
            compared += plain is null ? 0 : 1;
        }

        Assert.True(compared > 800);
    }

    [Fact]
    public void A_changed_value_is_another_question() =>
        Assert.NotEqual(
            TestDictionary.Query("SELECT COUNT(*) FROM assaults WHERE wait BETWEEN 1 AND 2").Text,
            TestDictionary.Query("SELECT COUNT(*) FROM assaults WHERE wait >= 1 AND wait <= 2.1").Text);

    private static string Space(Seeded seeded) => seeded.Pick([" ", "  ", "\r\n\t", " /* why */ ", " -- so\n"]);

    /// <summary>The same condition, spelt in another way at every step.</summary>
    private static string Otherwise(Predicate predicate, Seeded seeded) => predicate switch
    {
        AndPredicate and => Join(and.Operands, " And ", seeded),
        OrPredicate or => Join(or.Operands, Space(seeded) + "or ", seeded),
        NotPredicate not => $"not ({Otherwise(not.Operand, seeded)})",
        InPredicate @in => $"{@in.Column.Name.ToUpperInvariant()} in ({string.Join(" , ", @in.Values.Concat(@in.Values).Reverse().Select(value => Value(value, @in.Column)))})",
        BetweenPredicate between when seeded.Below(2) == 0 =>
            $"({between.Column.Name} <= {Value(between.High, between.Column)} and [{between.Column.Name}] >= {Value(between.Low, between.Column)})",
        ComparePredicate { Operator: CompareOperator.NotEqual } compare => $"not ({compare.Column.Name} = {Value(compare.Value, compare.Column)})",
        _ => $"(({predicate}))",
    };

    private static string Join(IReadOnlyList<Predicate> operands, string word, Seeded seeded) =>
        string.Join(word, operands.Reverse().Select(operand => $"({Otherwise(operand, seeded)})"));

    private static string Value(Literal literal, Column column) => literal switch
    {
        CodeLiteral code => $"N'{code.Code}'",
        CalendarLiteral time => $"'{((CalendarType)column.Type).TextOf(time.Place)}'",
        NumberLiteral number => ((NumberType)column.Type).Format(number.FixedPoint),
        _ => throw new InvalidOperationException(),
    };
}
