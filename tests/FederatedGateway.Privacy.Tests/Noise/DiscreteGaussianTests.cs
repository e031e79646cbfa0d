using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class DiscreteGaussianTests
{
    private const int Draws = 100_000;

    // False-alarm rate below 1e-6 each.
    [Theory]
    [InlineData(1, 4)]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(4, 1)]
    [InlineData(90, 1)]
    [InlineData(1234567, 54321)]
    public void Draws_follow_the_discrete_Gaussian(long numerator, long denominator)
    {
        var noise = new DiscreteGaussian(new(numerator, denominator));
        var source = new SeededSource(11);
        Assert.False(Fit.ChiSquareRejects(() => (long)noise.Sample(source), Theory.Gaussian((double)numerator / denominator), Draws));
    }

    [Fact]
    public void Draws_from_the_operating_system_follow_the_discrete_Gaussian()
    {
        var noise = new DiscreteGaussian(new(9, 2));
        using var source = new SystemNoiseSource();
        Assert.False(Fit.ChiSquareRejects(() => (long)noise.Sample(source), Theory.Gaussian(4.5), Draws));
    }

    [Fact]
    public void Sabotage_half_the_scale_is_caught()
    {
        var noise = new DiscreteGaussian(new(1, 1));
        var source = new SeededSource(12);
        Assert.True(Fit.ChiSquareRejects(() => (long)noise.Sample(source), Theory.Gaussian(4), Draws));
    }

    [Fact]
    public void Sabotage_a_scale_five_per_cent_too_small_is_caught()
    {
        var noise = new DiscreteGaussian(new(361, 100));
        var source = new SeededSource(13);
        Assert.True(Fit.ChiSquareRejects(() => (long)noise.Sample(source), Theory.Gaussian(4), Draws));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(51)]
    public void Wide_draws_follow_the_normal_distribution(int exponent)
    {
        var noise = new DiscreteGaussian(Rational.FromInteger(BigInteger.One << (2 * exponent)));
        var source = new SeededSource(14);
        Assert.False(DistanceRejects(noise, source, exponent));
    }

    [Fact]
    public void Sabotage_half_the_scale_of_a_wide_one_is_caught()
    {
        var noise = new DiscreteGaussian(Rational.FromInteger(BigInteger.One << 78));
        Assert.True(DistanceRejects(noise, new SeededSource(15), 40));
    }

    [Fact]
    public void Long_fractions_take_the_exact_path_and_agree()
    {
        BigInteger long1 = BigInteger.Pow(10, 40) + 7;
        var noise = new DiscreteGaussian(new(4 * long1, long1 + 1));
        var source = new SeededSource(16);
        Assert.False(Fit.ChiSquareRejects(() => (long)noise.Sample(source), Theory.Gaussian(4), 50_000));
    }

    [Theory]
    [InlineData(0.25, .786570707042)]
    [InlineData(1, .398942278267)]
    [InlineData(4, .199471140201)]
    public void Theory_agrees_with_the_reference_figures(double variance, double atZero) =>
        Assert.Equal(atZero, Theory.Gaussian(variance)(0), 1e-11);

    [Fact]
    public void Theory_agrees_with_the_reference_variance() =>
        Assert.Equal(.215012675088, Theory.Variance(Theory.Gaussian(.25)), 1e-11);

    [Fact]
    public void A_variance_of_zero_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(default));

    private static bool DistanceRejects(DiscreteGaussian noise, SeededSource source, int exponent)
    {
        double sigma = Math.ScaleB(1, exponent);
        double Cdf(double x) => x < 0 ? NormalTail.Complement(-x / sigma / Math.Sqrt(2)) / 2 : 1 - (NormalTail.Complement(x / sigma / Math.Sqrt(2)) / 2);
        return Fit.DistanceRejects(() => (double)noise.Sample(source), Cdf, 20_000, 1 / sigma);
    }
}
