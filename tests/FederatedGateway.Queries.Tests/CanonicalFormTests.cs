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
                Assert.Contains("false for every month", reading.Error!.Message, StringComparison.Ordinal);
                continue;
            }

            read++;
            Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
            for (var j = 0; j < 10; j++)
            {
                var row = random.Row();
                Assert.Equal(RandomPredicate.Truth(written, row), RandomPredicate.Truth(query.Where!, row));
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
            var once = CanonicalPredicate.Of(random.Next(depth: 5));

            Assert.Equal(once.ToString(), CanonicalPredicate.Of(once).ToString());
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

            Assert.Equal(CanonicalPredicate.Of(left).ToString(), CanonicalPredicate.Of(right).ToString());
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
}
