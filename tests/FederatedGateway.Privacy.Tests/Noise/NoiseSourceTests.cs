using System.Reflection;

namespace FederatedGateway.Privacy.Tests;

public sealed class NoiseSourceTests
{
    // False-alarm rate below 1e-6.
    [Fact]
    public void Numbers_below_a_bound_are_uniform()
    {
        var source = new SeededSource(41);
        Assert.False(Fit.ChiSquareRejects(() => (long)source.NextBelow(7), x => x is >= 0 and < 7 ? 1 / 7.0 : 0, 70_000));
    }

    [Fact]
    public void A_number_too_large_is_drawn_again_and_not_folded()
    {
        var source = new ScriptedSource(7, 5, 3);
        Assert.Equal(3UL, source.NextBelow(5));
        Assert.Equal(0, source.Left);
    }

    [Fact]
    public void A_bound_of_one_gives_zero() => Assert.Equal(0UL, new ScriptedSource(6).NextBelow(1));

    [Fact]
    public void The_operating_systems_words_differ_across_blocks_and_releases()
    {
        using var one = new SystemNoiseSource();
        using var two = new SystemNoiseSource();
        HashSet<ulong> seen = [];
        // 4,000 words of 64 bits collide with a probability below 1e-12.
        for (int i = 0; i < 2_000; i++)
        {
            Assert.True(seen.Add(one.NextWord()));
            Assert.True(seen.Add(two.NextWord()));
        }
    }

    [Fact]
    public void The_random_words_are_zeroed_when_the_release_ends()
    {
        var source = new SystemNoiseSource();
        source.NextWord();
        var block = (ulong[])typeof(SystemNoiseSource).GetField("block", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(source)!;
        Assert.Contains(block, word => word != 0);
        source.Dispose();
        Assert.All(block, word => Assert.Equal(0UL, word));
    }

    [Fact]
    public void A_source_is_of_no_use_after_its_release()
    {
        var source = new SystemNoiseSource();
        source.NextWord();
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.NextWord());
    }
}
