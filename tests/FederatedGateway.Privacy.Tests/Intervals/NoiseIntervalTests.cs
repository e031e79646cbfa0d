using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class NoiseIntervalTests
{
    // Convolved with 40 digits (mpmath); widths at 50, 90, 95, 99 and 99.9999 per cent.
    public static TheoryData<string, long[]> Exact => new()
    {
        { "1/4", [0, 1, 1, 1, 2] },
        { "1/1", [1, 2, 2, 2, 5] },
        { "100/1", [7, 16, 20, 26, 49] },
        { "1/2 3/1 10/1", [2, 6, 7, 9, 18] },
        { "1/4 1/4 1/4 1/4 1/4 1/4 1/4 1/4 1/4 1/4", [1, 2, 3, 4, 8] },
        { "20/1 20/1 20/1 20/1", [6, 15, 18, 23, 44] },
        { "5000/1", [48, 116, 139, 182, 346] },
        { "6000/1 1/4 1/3", [52, 127, 152, 200, 379] },
        { "20000/1 1/4", [95, 233, 277, 364, 692] },
    };

    [Theory]
    [MemberData(nameof(Exact))]
    public void Half_widths_equal_those_of_the_exact_convolution(string variances, long[] expected)
    {
        Rational[] parsed = [.. variances.Split(' ').Select(text => new Rational(BigInteger.Parse(text.Split('/')[0]), BigInteger.Parse(text.Split('/')[1])))];
        Assert.Equal(expected, new[] { .5m, .9m, .95m, .99m, .999999m }.Select(confidence => HalfWidth(parsed, confidence)));
    }

    [Fact]
    public void Wide_sums_agree_with_adding_up_where_both_can_be_used()
    {
        foreach (double variance in new[] { 4200.0, 10_000, 123_456.7 })
        {
            var added = new LatticeNoiseSum(Lattice.DiscreteGaussian(variance));
            var enclosed = new WideNoiseSum(Math.Sqrt(variance), Lattice.Zero);
            for (long h = 0; h < 8 * Math.Sqrt(variance); h += 3)
            {
                Assert.InRange(added.TailBeyond(h), enclosed.TailBeyond(h + 1), enclosed.TailBeyond(h) * (1 + 1e-11));
            }
        }
    }

    [Fact]
    public void Sabotage_a_sum_taken_for_its_widest_part_is_too_narrow()
    {
        Rational[] ten = [.. Enumerable.Repeat(Rational.FromInteger(100), 10)];
        Assert.True(HalfWidth(ten[..1], .95m) * 3 < HalfWidth(ten, .95m));
    }

    [Fact]
    public void Width_never_falls_as_confidence_or_noise_rises()
    {
        var random = new SeededSource(71);
        for (int i = 0; i < 400; i++)
        {
            Rational[] variances = [.. Enumerable.Range(0, 1 + (int)random.NextBelow(5)).Select(_ => new Rational(1 + (random.NextWord() >> (int)random.NextBelow(63)), 1 + random.NextBelow(1000)))];
            decimal confidence = (1 + random.NextBelow(999_998)) / 1_000_000m;
            long width = HalfWidth(variances, confidence);
            Assert.True(HalfWidth(variances, confidence + ((1 - confidence) / 1000)) >= width);
            Assert.True(HalfWidth(variances, confidence + ((1 - confidence) * 1e-15m)) >= width);
            Assert.True(HalfWidth([.. variances, new Rational(1, 3)], confidence) >= width - 1);
        }
    }

    // Each draw falls outside with probability at most 5 per cent; 20,000 draws give more than 6 per cent with probability below 1e-9.
    [Fact]
    public void Simulated_sums_fall_within_the_interval_as_often_as_promised()
    {
        Rational[] variances = [new(1, 3), new(5, 1), new(40, 7)];
        DiscreteGaussian[] noises = [.. variances.Select(variance => new DiscreteGaussian(variance))];
        var source = new SeededSource(72);
        long width = HalfWidth(variances, .95m);
        int outside = Enumerable.Range(0, 20_000).Count(_ => Math.Abs(noises.Sum(noise => (long)noise.Sample(source))) > width);
        Assert.InRange(outside, 1, 1200);
    }

    [Fact]
    public void The_widest_confidences_and_variances_are_served()
    {
        Assert.Equal(0, HalfWidth([], .95m));
        Rational wide = Rational.FromInteger(BigInteger.One << 80);
        Assert.InRange(HalfWidth([wide], .95m), (long)(1.9599 * Math.ScaleB(1, 40)), (long)(1.96 * Math.ScaleB(1, 40)));
        Assert.True(HalfWidth([wide], 1m - 1e-28m) < 12L << 40);
        Assert.True(HalfWidth([new(1, 2)], 1m - 1e-28m) < 12);
        Assert.InRange(HalfWidth([wide], 1e-28m), 0, 2_000);
    }

    [Fact]
    public void A_hundred_agencies_are_served()
    {
        Rational[] hundred = [.. Enumerable.Range(1, 100).Select(i => new Rational(i, 30))];
        double variance = hundred.Sum(v => v.ToDouble());
        Assert.InRange(HalfWidth(hundred, .95m), (1.95 * Math.Sqrt(variance)) - 1, (1.97 * Math.Sqrt(variance)) + 1);
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfWidth([new(1, 1)], 0m));
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfWidth([new(1, 1)], 1m));
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfWidth([default(Rational)], .95m));
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfWidth([new(-1, 1)], .95m));
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfWidth([Rational.FromInteger(BigInteger.One << 111)], .95m));
    }

    private static long HalfWidth(IReadOnlyList<Rational> variances, decimal confidence) =>
        NoiseInterval.HalfWidth([.. variances.Select(NoiseDistribution.Gaussian)], confidence);
}
