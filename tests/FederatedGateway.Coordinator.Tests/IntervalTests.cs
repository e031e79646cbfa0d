using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator.Tests;

public sealed class IntervalTests
{
    /// <summary>The distribution of the summed noise, convolved here from its definition, against the half width in answers.</summary>
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 1)]
    [InlineData(2, 9)]
    public void The_half_width_is_the_smallest_that_holds_95_percent_of_the_summed_noise(int agencies, int variance)
    {
        double[] noise = Enumerable.Repeat(DiscreteGaussian(variance), agencies).Aggregate(Convolve);
        int smallest = Enumerable.Range(0, noise.Length / 2).First(width => Beyond(noise, width) <= 0.05);
        Rational[] variances = [.. Enumerable.Repeat(Rational.FromInteger(variance), agencies)];
        Assert.Equal(smallest, new NoiseWidths().HalfWidth(variances, 0.95m));
    }

    [Fact]
    public void Sabotage_an_interval_that_leaves_one_agencys_noise_out_holds_too_little()
    {
        double[] noise = Convolve(DiscreteGaussian(9), DiscreteGaussian(9));
        Assert.True(Beyond(noise, (int)new NoiseWidths().HalfWidth([Rational.FromInteger(9)], 0.95m)) > 0.05);
    }

    [Fact]
    public void Widths_are_remembered_whatever_the_order_of_the_agencies()
    {
        var widths = new NoiseWidths();
        Rational one = Rational.FromInteger(1);
        Rational nine = Rational.FromInteger(9);
        Assert.Equal(widths.HalfWidth([one, nine], 0.95m), widths.HalfWidth([nine, one], 0.95m));
        Assert.NotEqual(widths.HalfWidth([one, nine], 0.95m), widths.HalfWidth([one, nine], 0.99m));
    }

    /// <summary>Every pair of noises within both intervals, by brute force: the true mean never leaves the mean's interval.</summary>
    [Theory]
    [InlineData(-600, 30)]
    [InlineData(0, 25)]
    [InlineData(450, 40)]
    [InlineData(7, 12)]
    public void The_interval_of_a_mean_holds_the_true_mean_for_every_noise_within_both_widths(long centred, long rows)
    {
        const int CentredWidth = 9;
        const int RowsWidth = 5;
        var mean = new Mean(0, 120);
        CombinedValue value = mean.Of(centred, CentredWidth, rows, RowsWidth);
        for (int s = -CentredWidth; s <= CentredWidth; s++)
        {
            for (int r = -RowsWidth; r <= RowsWidth; r++)
            {
                decimal truth = (((decimal)(centred + s) / (rows + r)) + 120) / 2 * 100;
                Assert.InRange(truth, value.Lower, value.Upper);
            }
        }

        Assert.InRange(value.Value, value.Lower, value.Upper);
    }

    [Fact]
    public void The_interval_of_a_mean_is_no_wider_than_its_extremes_and_one_unit()
    {
        CombinedValue value = new Mean(0, 120).Of(-600, 9, 30, 5);
        Assert.Equal((long)Math.Floor(((-609m / 25) + 120) / 2 * 100), value.Lower);
        Assert.Equal((long)Math.Ceiling(((-591m / 35) + 120) / 2 * 100), value.Upper);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(-3, 1)]
    [InlineData(0, 0)]
    public void A_mean_over_rows_that_may_be_none_is_undefined(long rows, long width) =>
        Assert.True(new Mean(0, 120).Of(10, 1, rows, width).Undefined);

    [Fact]
    public void A_mean_over_surely_one_row_is_defined() => Assert.False(new Mean(0, 120).Of(10, 1, 6, 5).Undefined);

    [Fact]
    public void A_mean_is_rounded_to_the_nearest()
    {
        // 2/3 halves to 1/3; plus 60 is 60.3333 with two decimals: 6033. -2/3 gives 59.6667: 5967.
        Assert.Equal(6033, new Mean(0, 120).Of(2, 0, 3, 0).Value);
        Assert.Equal(5967, new Mean(0, 120).Of(-2, 0, 3, 0).Value);
    }

    [Fact]
    public void A_mean_beyond_64_bits_is_undefined_and_does_not_overflow() =>
        Assert.True(new Mean(0, 1).Of(long.MaxValue, long.MaxValue, 1, 0).Undefined);

    /// <summary>P(x) proportional to exp(-x^2 / (2 variance)) on -60..60; what lies outside is below 1e-80.</summary>
    private static double[] DiscreteGaussian(int variance)
    {
        double[] weights = [.. Enumerable.Range(-60, 121).Select(x => Math.Exp(-x * x / (2.0 * variance)))];
        double total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }

    private static double[] Convolve(double[] left, double[] right)
    {
        double[] sum = new double[left.Length + right.Length - 1];
        for (int i = 0; i < left.Length; i++)
        {
            for (int j = 0; j < right.Length; j++)
            {
                sum[i + j] += left[i] * right[j];
            }
        }

        return sum;
    }

    private static double Beyond(double[] noise, int width) =>
        noise.Where((_, index) => Math.Abs(index - (noise.Length / 2)) > width).Sum();
}
