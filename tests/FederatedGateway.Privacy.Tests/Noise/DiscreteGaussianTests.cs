using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class DiscreteGaussianTests
{
    private const int Draws = 100_000;
    private const int ManyDraws = 400_000;

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

    // False-alarm rate below 1e-6 each. From sigma = 32 on draws are made of blocks.
    [Theory]
    [InlineData(1, 10)]
    [InlineData(7, 3)]
    [InlineData(1023, 1)]
    [InlineData(1024, 1)]
    [InlineData(9999, 2)]
    [InlineData(200_001, 10)]
    public void Draws_in_bulk_follow_the_discrete_Gaussian(long numerator, long denominator)
    {
        Func<long> draw = InBulk(new(numerator, denominator), new SeededSource(17));
        Assert.False(Fit.ChiSquareRejects(draw, Theory.Gaussian((double)numerator / denominator), ManyDraws));
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(1600, 1)]
    public void The_oracle_follows_the_same_law(long numerator, long denominator)
    {
        var oracle = new ReferenceNoise(new SeededSource(18));
        var variance = new Rational(numerator, denominator);
        Assert.False(Fit.ChiSquareRejects(() => (long)oracle.Gaussian(variance), Theory.Gaussian((double)numerator / denominator), 20_000));
        Func<long> shipped = InBulk(variance, new SeededSource(19));
        Assert.False(Fit.SamplesDiffer(() => (long)oracle.Gaussian(variance), shipped, 20_000));
    }

    [Fact]
    public void Sabotage_a_sampler_unlike_the_oracle_is_caught()
    {
        var oracle = new ReferenceNoise(new SeededSource(18));
        Assert.True(Fit.SamplesDiffer(() => (long)oracle.Gaussian(Rational.FromInteger(1600)), InBulk(Rational.FromInteger(2500), new SeededSource(19)), 20_000));
    }

    [Fact]
    public void Sabotage_half_the_scale_of_blocks_is_caught() =>
        Assert.True(Fit.ChiSquareRejects(InBulk(new(2500, 1), new SeededSource(20)), Theory.Gaussian(10_000), Draws));

    [Fact]
    public void Sabotage_magnitudes_shifted_by_one_are_caught()
    {
        Func<long> draw = InBulk(new(2500, 1), new SeededSource(20));
        Assert.True(Fit.ChiSquareRejects(() => draw() is var y && y < 0 ? y - 1 : y + 1, Theory.Gaussian(2500), Draws));
    }

    [Fact]
    public void Sabotage_biased_low_bits_are_caught()
    {
        // The second word of every three is the place within a block; one in eight loses its highest bit.
        var biased = new TamperedSource((index, word, random) => index % 3 == 1 && random < ulong.MaxValue / 8 ? word & (ulong.MaxValue >> 1) : word);
        Assert.True(Fit.ChiSquareRejects(InBulk(new(2500, 1), biased), Theory.Gaussian(2500), ManyDraws));
    }

    [Fact]
    public void Sabotage_an_acceptance_left_out_is_caught()
    {
        var accepting = new TamperedSource((index, word, _) => index % 3 == 2 ? 0 : word);
        Assert.True(Fit.ChiSquareRejects(InBulk(new(1024, 1), accepting), Theory.Gaussian(1024), ManyDraws));
    }

    [Fact]
    public void Sabotage_a_sign_that_leans_is_caught()
    {
        var leaning = new TamperedSource((_, word, random) => random < ulong.MaxValue / 50 ? word | 1 : word);
        Assert.True(Fit.ChiSquareRejects(InBulk(new(100, 1), leaning), Theory.Gaussian(100), ManyDraws));
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(1 << 20, 3)]
    public void What_is_drawn_from_the_source_does_not_depend_on_the_size_of_the_noise(long variance, int wordsARound)
    {
        // Rounds of a wide draw are repeated at random, but a round's size and its words have nothing to do with each other.
        var noise = new DiscreteGaussian(Rational.FromInteger(variance));
        foreach (ulong size in (ulong[])[0, 1UL << 62, ulong.MaxValue - (1UL << 50)])
        {
            var source = new ScriptedSource([size, 0, 0, .. new ulong[3]]);
            noise.Sample(source);
            Assert.Equal(6 - wordsARound, source.Left);
        }
    }

    [Fact]
    public void Bulk_and_single_draws_are_the_same_draws()
    {
        var noise = new DiscreteGaussian(Rational.FromInteger(100));
        long[] bulk = new long[1000];
        noise.Fill(bulk, new SeededSource(21));
        var again = new SeededSource(21);
        Assert.Equal(bulk, bulk.Select(_ => (long)noise.Sample(again)));
        noise.Fill([], new ScriptedSource());
    }

    [Fact]
    public void A_tie_and_an_open_decision_take_further_words()
    {
        var narrow = new DiscreteGaussian(Rational.FromInteger(1));
        var source = new ScriptedSource(ulong.MaxValue, ulong.MaxValue - 1);
        Assert.InRange((long)narrow.Sample(source), -20, -9);
        Assert.Equal(0, source.Left);
        // Place 0 is kept with probability 1, which no finite number of ones can tell; the zero bit at last does.
        var wide = new DiscreteGaussian(Rational.FromInteger(1 << 20));
        source = new ScriptedSource(1UL << 62, 0, ulong.MaxValue, ulong.MaxValue, 0);
        Assert.NotEqual(0, (long)wide.Sample(source));
        Assert.Equal(0, source.Left);
    }

    [Fact]
    public void The_smallest_and_the_largest_variance_work()
    {
        var tiny = new long[1000];
        new DiscreteGaussian(new(1, 1_000_000_000)).Fill(tiny, new SeededSource(22));
        Assert.All(tiny, y => Assert.Equal(0, y));
        var huge = new long[1000];
        new DiscreteGaussian(Rational.FromInteger((BigInteger.One << 112) - 1)).Fill(huge, new SeededSource(23));
        // All within 10 sigma, and not all within 2^50: beyond by chance less than once in 1e20.
        Assert.All(huge, y => Assert.InRange(y, -10 * (1L << 56), 10 * (1L << 56)));
        Assert.Contains(huge, y => Math.Abs(y) > 1L << 55);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(Rational.FromInteger(BigInteger.One << 112)));
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
    public void Long_fractions_agree()
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

    private static Func<long> InBulk(Rational variance, NoiseSource source)
    {
        var noise = new DiscreteGaussian(variance);
        var block = new long[1000];
        int used = block.Length;
        return () =>
        {
            if (used == block.Length)
            {
                noise.Fill(block, source);
                used = 0;
            }

            return block[used++];
        };
    }

    private static bool DistanceRejects(DiscreteGaussian noise, SeededSource source, int exponent)
    {
        double sigma = Math.ScaleB(1, exponent);
        double Cdf(double x) => x < 0 ? NormalTail.Complement(-x / sigma / Math.Sqrt(2)) / 2 : 1 - (NormalTail.Complement(x / sigma / Math.Sqrt(2)) / 2);
        return Fit.DistanceRejects(() => (double)noise.Sample(source), Cdf, 20_000, 1 / sigma);
    }
}
