namespace FederatedGateway.Privacy.Tests;

public sealed class DiscreteLaplaceTests
{
    private const int Draws = 100_000;

    // False-alarm rate below 1e-6 each.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 3)]
    [InlineData(10, 1)]
    [InlineData(1, 100)]
    [InlineData(7999, 2000)]
    [InlineData(4, 1)]
    [InlineData(333, 2)]
    public void Draws_follow_the_discrete_Laplace(int numerator, int denominator)
    {
        var noise = new DiscreteLaplace((ulong)numerator, (ulong)denominator);
        var source = new SeededSource(21);
        Assert.False(Fit.ChiSquareRejects(() => (long)noise.Sample(source), Theory.Laplace((double)numerator / denominator), Draws));
    }

    // The distance of Dvoretzky, Kiefer and Wolfowitz; false-alarm rate 1e-6 each.
    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    public void Wide_draws_follow_the_Laplace_distribution(int exponent) => Assert.False(DistanceRejects(exponent, exponent));

    [Fact]
    public void Sabotage_half_the_scale_of_a_wide_one_is_caught() => Assert.True(DistanceRejects(39, 40));

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    public void The_oracle_follows_the_same_law(int scale)
    {
        var oracle = new ReferenceNoise(new SeededSource(24));
        var noise = new DiscreteLaplace((ulong)scale);
        var source = new SeededSource(25);
        Assert.False(Fit.SamplesDiffer(() => (long)oracle.Laplace(scale, 1), () => (long)noise.Sample(source), 20_000));
    }

    [Fact]
    public void Sabotage_half_the_scale_is_caught()
    {
        var noise = new DiscreteLaplace(5);
        var source = new SeededSource(22);
        Assert.True(Fit.ChiSquareRejects(() => (long)noise.Sample(source), Theory.Laplace(10), Draws));
    }

    [Fact]
    public void Sabotage_both_signs_of_zero_kept_is_caught()
    {
        var noise = new DiscreteLaplace(2);
        var source = new SeededSource(23);
        double extra = Theory.Laplace(2)(0);
        // Without the restart zero comes twice as often: mix it in with the probability that the restart removes.
        long Sabotaged() => source.NextWord() < Math.ScaleB(extra / (1 + extra), 64) ? 0 : (long)noise.Sample(source);
        Assert.True(Fit.ChiSquareRejects(Sabotaged, Theory.Laplace(2), Draws));
    }

    [Theory]
    [InlineData(1, .462117157260, 1.841347188416)]
    [InlineData(2, .244918662404, 7.835396178066)]
    [InlineData(.5, .761594155956, .362030830483)]
    public void Theory_agrees_with_the_reference_figures(double scale, double atZero, double variance)
    {
        Assert.Equal(atZero, Theory.Laplace(scale)(0), 1e-11);
        Assert.Equal(variance, Theory.Variance(Theory.Laplace(scale)), 1e-9);
    }

    [Fact]
    public void Scale_ten_stays_within_thirty_at_95_per_cent() => Assert.Equal(30, Theory.HalfWidth(Theory.Laplace(10), .95));

    [Theory]
    [InlineData(0UL, 1UL)]
    [InlineData(1UL, 0UL)]
    [InlineData((1UL << 50) + 1, 1UL)]
    public void A_scale_out_of_range_is_refused(ulong numerator, ulong denominator) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(numerator, denominator));

    private static bool DistanceRejects(int exponent, int claimed)
    {
        var noise = new DiscreteLaplace(1UL << exponent);
        var source = new SeededSource(26);
        double scale = Math.ScaleB(1, claimed);
        double Cdf(double x) => x < 0 ? Math.Exp(x / scale) / 2 : 1 - (Math.Exp(-x / scale) / 2);
        return Fit.DistanceRejects(() => (double)noise.Sample(source), Cdf, 20_000, 1 / scale);
    }
}
