namespace FederatedGateway.Queries.Tests;

public sealed class CanonicalFormTests
{
    [Fact]
    public void Reading_canonical_text_gives_the_same_text_and_the_same_meaning()
    {
        var seeded = new Seeded(1);
        var random = new RandomPredicate(seeded);
        var read = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var written = random.Next(depth: 5);
            var reading = TestDictionary.Reading($"SELECT COUNT(*) FROM assaults WHERE {written}");
            if (reading.Query is not { } query)
            {
                Assert.Contains("false for every row", reading.Error!.Message, StringComparison.Ordinal);
                continue;
            }

            read++;
            Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
            for (var j = 0; j < 10; j++)
            {
                var row = random.Row();
                Assert.Equal(RandomPredicate.Truth(written, row), query.Where is null || RandomPredicate.Truth(query.Where, row) == true);
            }
        }

        Assert.True(read > 2_500);
    }

    [Fact]
    public void The_canonical_form_is_its_own_canonical_form()
    {
        var random = new RandomPredicate(new Seeded(2));
        for (var i = 0; i < 3_000; i++)
        {
            if (CanonicalPredicate.Of(random.Next(depth: 5)).Condition is { } once)
            {
                Assert.Equal(once.ToString(), CanonicalPredicate.Of(once).Condition?.ToString());
            }
        }
    }

    [Fact]
    public void The_order_of_operands_does_not_matter()
    {
        var random = new RandomPredicate(new Seeded(3));
        for (var i = 0; i < 500; i++)
        {
            Predicate[] three = [random.Next(2), random.Next(2), random.Next(2)];
            var left = new AndPredicate([new AndPredicate([three[0], three[1]]), three[2]]);
            var right = new AndPredicate([three[2], new AndPredicate([three[1], three[0]]), three[1]]);

            Assert.Equal(TextOf(left), TextOf(right));
        }
    }

    [Fact]
    public void Conditions_have_one_text_exactly_when_they_are_true_of_the_same_rows()
    {
        // Both ways at once: of all conditions drawn, those of one truth table have one text, and those of one text have one truth table.
        var small = new SmallPredicate(new Seeded(12));
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var tables = new Dictionary<string, string>(StringComparer.Ordinal);
        var met = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var written = small.Next(depth: 3);
            var (table, text) = (SmallPredicate.TableOf(written), TextOf(written));
            met += texts.TryAdd(table, text) ? 0 : 1;
            Assert.True(texts[table] == text, $"{written} is written {text}, and what means the same {texts[table]}");
            tables.TryAdd(text, table);
            Assert.True(tables[text] == table, $"{text} has two meanings");
        }

        // Were hardly ever two conditions the same, the test would show nothing.
        Assert.True(met > 5_000 && texts.Count > 2_000, $"{met} of {texts.Count}");
    }

    [Fact]
    public void A_text_rewritten_by_the_laws_of_logic_is_the_same_question()
    {
        var seeded = new Seeded(13);
        var small = new SmallPredicate(seeded);
        for (var i = 0; i < 2_000; i++)
        {
            var (a, b, c) = (small.Next(1), small.Next(1), small.Next(1));
            (Predicate Left, Predicate Right)[] laws =
            [
                (new NotPredicate(new AndPredicate([a, b])), new OrPredicate([new NotPredicate(a), new NotPredicate(b)])),
                (new AndPredicate([a, new OrPredicate([b, c])]), new OrPredicate([new AndPredicate([a, b]), new AndPredicate([a, c])])),
                (new OrPredicate([a, new AndPredicate([a, b])]), a),
                (new AndPredicate([a, new OrPredicate([b, new NotPredicate(b)])]), a),
            ];

            Assert.All(laws, law => Assert.Equal(TextOf(law.Left), TextOf(law.Right)));
        }
    }

    [Fact]
    public void A_condition_too_large_for_a_table_keeps_its_meaning_and_reads_back()
    {
        // Chained over eight columns' worth of comparisons, so that no part of it stands alone: its table would have more than a thousand rows.
        var seeded = new Seeded(14);
        var random = new RandomPredicate(seeded);
        for (var i = 0; i < 40; i++)
        {
            var large = new OrPredicate([.. Enumerable.Range(0, 60).Select(_ => new AndPredicate([random.Next(0), random.Next(0), random.Next(0)]))]);
            if (CanonicalPredicate.Of(large).Condition is not { } canonical)
            {
                continue;
            }

            Assert.Equal(canonical.ToString(), TextOf(canonical));
            for (var j = 0; j < 50; j++)
            {
                var row = random.Row();
                Assert.Equal(RandomPredicate.Truth(large, row), RandomPredicate.Truth(canonical, row));
            }
        }
    }

    [Fact]
    public void Different_meanings_have_different_texts()
    {
        // Sabotage: were parentheses lost, or NOT dropped, these pairs would share a hash.
        string[] texts =
        [
            "wait > 1 AND (method = 'fist' OR area = 'mill')", "wait > 1 AND method = 'fist' OR area = 'mill'",
            "NOT (wait > 1 AND method = 'fist')", "wait <= 1 AND method = 'fist'", "wait NOT BETWEEN 1 AND 2", "wait BETWEEN 1 AND 2",
            "method NOT IN ('fist', 'glass')", "method IN ('fist', 'glass')",
        ];

        Assert.Equal(texts.Length, texts.Select(text => TestDictionary.Query($"SELECT COUNT(*) FROM assaults WHERE {text}").Hash).Distinct().Count());
    }

    private static string TextOf(Predicate condition) => CanonicalPredicate.Of(condition) is var form && form.Condition is { } canonical ? canonical.ToString() : form.Always ? "always" : "never";
}
