using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class LogarithmTests
{
    // round(ln(x) 2^128), computed with 60 digits (mpmath).
    [Theory]
    [InlineData(1L, 1L, "0")]
    [InlineData(2L, 1L, "235865763225513294137944142764154484399")]
    [InlineData(3L, 1L, "373838389916413667603494184660470824118")]
    [InlineData(1L, 2L, "-235865763225513294137944142764154484399")]
    [InlineData(7L, 5L, "114495569080648406373921459467316276818")]
    [InlineData(1L, 1000000000L, "-7051761949327947601248046344331026329024")]
    [InlineData(999999999L, 1000000000L, "-340282367091079647037271294889")]
    [InlineData(9223372036854775807L, 3L, "14485704693290923863050093321333842589801")]
    [InlineData(10L, 9223372036854775807L, "-14076013977726454463848249023290866044027")]
    public void Bounds_enclose_the_logarithm_tightly(long numerator, long denominator, string exact)
    {
        BigInteger value = BigInteger.Parse(exact, System.Globalization.CultureInfo.InvariantCulture);
        var fraction = new Rational(numerator, denominator);
        Assert.InRange(Logarithm.Down(fraction), value - 3, value);
        Assert.InRange(Logarithm.Up(fraction), value, value + 3);
    }

    [Fact]
    public void Down_never_exceeds_up_and_sums_of_logarithms_enclose_the_logarithm_of_the_product()
    {
        var random = new SeededSource(61);
        for (int i = 0; i < 300; i++)
        {
            var a = new Rational(1 + (random.NextWord() >> (int)random.NextBelow(63)), 1 + (random.NextWord() >> (int)random.NextBelow(63)));
            var b = new Rational(1 + (random.NextWord() >> (int)random.NextBelow(63)), 1 + (random.NextWord() >> (int)random.NextBelow(63)));
            Assert.True(Logarithm.Down(a) + Logarithm.Down(b) <= Logarithm.Up(a * b));
            Assert.True(Logarithm.Up(a) + Logarithm.Up(b) >= Logarithm.Down(a * b));
        }
    }

    [Fact]
    public void The_logarithm_of_zero_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Logarithm.Up(default));
}
