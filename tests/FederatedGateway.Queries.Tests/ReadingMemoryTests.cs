namespace FederatedGateway.Queries.Tests;

public sealed class ReadingMemoryTests
{
    private readonly ReadingMemory _memory = new();

    [Fact]
    public void A_canonical_text_is_read_once()
    {
        const string Text = "SELECT COUNT(*) FROM assaults";
        QueryReading first = _memory.Remember(Text, sql => TestDictionary.Reading(sql));
        Assert.Same(first, _memory.Remember(Text, _ => throw new InvalidOperationException("It was read before.")));
    }

    [Theory]
    [InlineData("SELECT COUNT(*) AS n FROM assaults")]
    [InlineData("SELECT  COUNT(*) FROM assaults")]
    [InlineData("SELECT COUNT(*) FROM nowhere")]
    public void A_variant_or_refused_text_is_not_kept(string text)
    {
        _memory.Remember(text, sql => TestDictionary.Reading(sql));
        Assert.Equal(0, _memory.Count);
    }

    [Fact]
    public void What_is_kept_is_bounded_by_its_length()
    {
        var memory = new ReadingMemory(mostCharacters: 100);
        for (int number = 0; number < 9; number++)
        {
            string text = $"SELECT COUNT(*) FROM assaults WHERE wait >= {number}";
            memory.Remember(text, sql => TestDictionary.Reading(sql));
            Assert.Equal((number + 1) % 3, memory.Count);
        }
    }
}
