namespace FederatedGateway.Privacy.Tests;

public sealed class LaplaceIntervalTests
{
    [Fact]
    public void One_noise_of_scale_10_has_the_published_half_width() =>
        Assert.Equal(30, HalfWidth(.95m, 10));

    [Theory]
    [InlineData(.3)]
    [InlineData(1.0)]
    [InlineData(.5, 2.0)]
    [InlineData(3.0, 3.0, 3.0, 3.0)]
    [InlineData(1.0, 5.0, .2, 7.5, 12.0)]
    public void Tails_equal_those_of_the_exact_convolution(params double[] scales)
    {
        double[] exact = Convolution(scales);
        var sum = NoiseSum.Of([.. scales.Select(Laplace)]);
        int middle = exact.Length / 2;
        for (int width = 0; width < 40; width++)
        {
            double tail = 2 * exact.Skip(middle + width + 1).Sum();
            Assert.InRange(sum.TailBeyond(width), (tail * (1 - 1e-9)) - 1e-30, (tail * (1 + 1e-8)) + 1e-30);
        }
    }

    // Above the lattice's step each noise is moved outward by less than a step, of which there are 4096 to the scale.
    [Theory]
    [InlineData(1, 1L << 20)]
    [InlineData(4, 1L << 20)]
    [InlineData(100, 1L << 16)]
    public void Widths_on_a_coarse_lattice_are_never_too_small_and_hardly_too_large(int agencies, long scale)
    {
        long fine = HalfWidth(.95m, [.. Enumerable.Repeat(1000.0, agencies)]);
        double coarse = HalfWidth(.95m, [.. Enumerable.Repeat((double)scale, agencies)]) / (double)scale;
        Assert.InRange(coarse, (fine - 1) / 1000.0, ((fine + 1) / 1000.0) + (agencies / 4096.0) + .001);
    }

    [Fact]
    public void Simulated_sums_fall_within_the_interval_as_often_as_promised()
    {
        NoiseDistribution[] noises = [Laplace(6), Laplace(6), Laplace(20)];
        Assert.InRange(Misses(noises, NoiseInterval.HalfWidth(noises, .95m)), 3_800, 5_200);
    }

    [Fact]
    public void Sabotage_Laplace_noise_taken_for_a_Gaussian_of_the_same_variance_is_caught()
    {
        NoiseDistribution[] noises = [Laplace(20)];
        NoiseDistribution[] wrong = [NoiseDistribution.Gaussian(Rational.FromInteger((long)NoiseSpread.VarianceOf(noises[0])))];
        Assert.True(NoiseInterval.HalfWidth(wrong, .9999m) < .6 * NoiseInterval.HalfWidth(noises, .9999m));
    }

    [Fact]
    public void Noises_of_two_kinds_are_not_added() =>
        Assert.Throws<ArgumentException>(() => NoiseInterval.HalfWidth([Laplace(2), NoiseDistribution.Gaussian(new(4, 1))], .95m));

    [Fact]
    public void The_widest_sums_are_served()
    {
        Assert.InRange(HalfWidth(.95m, [.. Enumerable.Repeat(50.0, 1000)]), 4_300, 4_800);
        Assert.True(HalfWidth(1m - 1e-20m, Math.ScaleB(1, 50)) < 60 * Math.ScaleB(1, 50));
    }

    // 100,000 draws: with a probability of 5 % the count lies outside of 3,800 to 5,200 in fewer than 1 of 10^6 runs; seeded besides.
    private static int Misses(NoiseDistribution[] noises, long halfWidth)
    {
        var source = new SeededSource(77);
        var sums = new long[100_000];
        var drawn = new long[sums.Length];
        foreach (NoiseDistribution noise in noises)
        {
            NoiseSampler.Of(noise).Fill(drawn, source);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += drawn[i];
            }
        }

        return sums.Count(sum => Math.Abs(sum) > halfWidth);
    }

    private static long HalfWidth(decimal confidence, params double[] scales) => NoiseInterval.HalfWidth([.. scales.Select(Laplace)], confidence);

    private static NoiseDistribution Laplace(double scale) => NoiseDistribution.Laplace(Rational.FromDecimal((decimal)scale));

    private static double[] Convolution(double[] scales)
    {
        const int Radius = 600;
        double[] sum = new double[(2 * Radius) + 1];
        sum[Radius] = 1;
        foreach (double scale in scales)
        {
            double q = Math.Exp(-1 / scale);
            double[] next = new double[sum.Length];
            for (int i = 0; i < sum.Length; i++)
            {
                for (int j = 0; j < sum.Length; j++)
                {
                    next[i] += sum[j] * Math.Pow(q, Math.Abs(i - j)) * (1 - q) / (1 + q);
                }
            }

            sum = next;
        }

        return sum;
    }
}
