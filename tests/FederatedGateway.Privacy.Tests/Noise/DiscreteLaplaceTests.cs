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
    public void Draws_follow_the_discrete_Laplace(int numerator, int denominator)
    {
        var noise = new DiscreteLaplace((ulong)numerator, (ulong)denominator);
        var source = new SeededSource(21);
        Assert.False(Fit.ChiSquareRejects(() => (long)noise.Sample(source), Theory.Laplace((double)numerator / denominator), Draws));
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
    [InlineData((1UL << 62) + 1, 1UL)]
    public void A_scale_out_of_range_is_refused(ulong numerator, ulong denominator) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(numerator, denominator));
}
