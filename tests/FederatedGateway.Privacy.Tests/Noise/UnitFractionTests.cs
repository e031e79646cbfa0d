using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class UnitFractionTests
{
    private const ulong Third = 0x5555555555555555;

    [Theory]
    [InlineData(0UL, true)]
    [InlineData(Third - 1, true)]
    [InlineData(Third + 1, false)]
    [InlineData(ulong.MaxValue, false)]
    public void One_word_decides_when_it_differs_from_the_fraction(ulong word, bool expected)
    {
        var source = new ScriptedSource(word);
        Assert.Equal(expected, new UnitFraction((UInt128)1, 3).Exceeds(1, source));
        Assert.Equal(0, source.Left);
    }

    [Theory]
    [InlineData(Third - 1, true)]
    [InlineData(Third + 1, false)]
    public void A_word_equal_to_the_fraction_is_decided_by_further_words(ulong last, bool expected)
    {
        Assert.Equal(expected, new UnitFraction((UInt128)1, 3).Exceeds(1, new ScriptedSource(Third, Third, last)));
        Assert.Equal(expected, new UnitFraction((BigInteger)1, 3).Exceeds(1, new ScriptedSource(Third, Third, last)));
    }

    [Fact]
    public void A_fraction_that_ends_is_not_above_itself()
    {
        Assert.False(new UnitFraction((UInt128)1, 2).Exceeds(1, new ScriptedSource(1UL << 63)));
        Assert.True(new UnitFraction((UInt128)1, 2).Exceeds(1, new ScriptedSource((1UL << 63) - 1)));
    }

    [Fact]
    public void Zero_never_and_one_always_exceeds()
    {
        Assert.False(new UnitFraction(UInt128.Zero, 5).Exceeds(1, new ScriptedSource(0)));
        Assert.True(UnitFraction.One.Exceeds(1, new ScriptedSource(ulong.MaxValue)));
    }

    [Fact]
    public void Every_decision_agrees_with_exact_fractions()
    {
        var random = new SeededSource(31);
        for (int i = 0; i < 20_000; i++)
        {
            UInt128 denominator = (new UInt128(random.NextWord(), random.NextWord()) >> (int)random.NextBelow(127)) | 1;
            UInt128 numerator = new UInt128(random.NextWord(), random.NextWord()) % (denominator + (denominator == UInt128.MaxValue ? 0u : 1u));
            ulong divisor = 1 + random.NextBelow(9);
            // The first word lies near the fraction, where a wrong bound would show.
            ulong near = (ulong)BigInteger.Min(((BigInteger)numerator << 64) / ((BigInteger)denominator * divisor), ulong.MaxValue);
            ulong[] words = [near + random.NextBelow(3) - (near > 0 ? 1UL : 0UL), random.NextWord(), random.NextWord()];
            BigInteger uniform = ((BigInteger)words[0] << 128) | ((BigInteger)words[1] << 64) | words[2];
            bool expected = uniform * denominator * divisor < (BigInteger)numerator << 192;
            Assert.Equal(expected, new UnitFraction(numerator, denominator).Exceeds(divisor, new ScriptedSource(words)));
            Assert.Equal(expected, new UnitFraction((BigInteger)numerator, denominator).Exceeds(divisor, new ScriptedSource(words)));
        }
    }
}
