using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class RationalTests
{
    [Fact]
    public void Fractions_are_reduced_with_a_positive_denominator()
    {
        Assert.Equal(new Rational(2, 3), new Rational(-4, -6));
        Assert.Equal("-2/3", new Rational(4, -6).ToString());
        Assert.Equal(default, new Rational(0, 17));
        Assert.Equal("0/1", default(Rational).ToString());
    }

    [Fact]
    public void Arithmetic_is_exact()
    {
        Rational third = new(1, 3);
        Assert.Equal(new Rational(5, 6), third + new Rational(1, 2));
        Assert.Equal(new Rational(-1, 6), third - new Rational(1, 2));
        Assert.Equal(new Rational(1, 6), third * new Rational(1, 2));
        Assert.Equal(new Rational(2, 3), third / new Rational(1, 2));
        Assert.Equal(new Rational(-1, 3), -third);
        Assert.True(third < new Rational(34, 100));
        Assert.Equal(new Rational(1, 10), Rational.FromDecimal(.1m));
        Assert.Equal(new Rational(-12345, 1000), Rational.FromDecimal(-12.345m));
        Assert.Equal(new Rational((BigInteger)decimal.MaxValue, 1), Rational.FromDecimal(decimal.MaxValue));
    }

    [Theory]
    [InlineData(7, 2, 3)]
    [InlineData(-7, 2, -4)]
    [InlineData(-6, 2, -3)]
    [InlineData(0, 5, 0)]
    public void Floor_rounds_down(int numerator, int denominator, int expected) => Assert.Equal(expected, new Rational(numerator, denominator).Floor());

    [Fact]
    public void Doubles_are_near_for_numbers_of_any_length()
    {
        Assert.Equal(1 / 3.0, new Rational(1, 3).ToDouble(), 1e-16);
        Assert.Equal(-2.5, new Rational(-5, 2).ToDouble());
        Assert.Equal(0, default(Rational).ToDouble());
        Assert.Equal(1, new Rational(BigInteger.Pow(10, 500) + 1, BigInteger.Pow(10, 500)).ToDouble(), 1e-15);
        Assert.Equal(1e-200, new Rational(1, BigInteger.Pow(10, 200)).ToDouble(), 1e-214);
    }

    [Fact]
    public void A_denominator_of_zero_is_refused()
    {
        Assert.Throws<DivideByZeroException>(() => new Rational(1, 0));
        Assert.Throws<DivideByZeroException>(() => new Rational(1, 2) / default(Rational));
    }
}
