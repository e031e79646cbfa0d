using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class NoisyRuleTests
{
    [Fact]
    public void Continuous_thresholds_of_the_literature_are_met_by_the_continuous_formulas()
    {
        double epsilon = Math.Log(3);
        Assert.Equal(8.75268, ReferenceFormulas.LaplaceThreshold(epsilon, 1e-4), 5e-6);
        Assert.Equal(17.1363, ReferenceFormulas.LaplaceThreshold(epsilon, 1e-8), 5e-5);
        Assert.Equal(33.9035, ReferenceFormulas.LaplaceThreshold(epsilon, 1e-16), 5e-5);
        Assert.Equal(5.264890793922825, ReferenceFormulas.GaussianThreshold(1, 1e-5), 1e-11);
    }

    // k = 2: a group of one unit is shown at most that often. Whole-number thresholds are at most one step above the continuous ones' next integer.
    [Theory]
    [InlineData("0.0001", 8.75268)]
    [InlineData("0.00000001", 17.1363)]
    [InlineData("0.0000000000000001", 33.9035)]
    public void Laplace_thresholds_are_those_of_the_literature_for_whole_numbers(string probability, double continuous)
    {
        NoisyRule rule = NoisyRule.Laplace(2, Rational.FromDecimal(.9102392266268373936142401657m), Number(probability));
        Assert.InRange(rule.Threshold - continuous, 0, 2);
        // P(X >= m) = 3^-m 3/4 at epsilon = ln 3.
        Assert.Equal(1, (double)rule.ProbabilityBelowK / (.75 * Math.Pow(3, -(rule.Threshold - 1))), 1e-9);
    }

    [Fact]
    public void The_Gaussian_threshold_is_that_of_the_literature_for_whole_numbers()
    {
        NoisyRule rule = NoisyRule.Gaussian(2, Rational.FromInteger(1), 1e-5m);
        Assert.Equal(6, rule.Threshold);
        Assert.False(rule.Shows(5));
        Assert.True(rule.Shows(6));
    }

    [Fact]
    public void The_stated_probability_is_the_tail_rounded_up_and_the_margin_the_smallest()
    {
        foreach (double sigma in new[] { .7, 1, 6.9, 40 })
        {
            foreach (decimal most in new[] { .4m, .01m, 1e-6m, 1e-12m })
            {
                Func<long, double> pmf = Theory.Gaussian(sigma * sigma);
                Assert.True(KeepsItsWord(NoisyRule.Gaussian(10, Rational.FromDecimal((decimal)sigma * (decimal)sigma), most), pmf, most));
                pmf = Theory.Laplace(sigma);
                Assert.True(KeepsItsWord(NoisyRule.Laplace(10, Rational.FromDecimal((decimal)sigma), most), pmf, most));
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Sabotage_k_off_by_one_is_caught(int shift)
    {
        Func<long, double> pmf = Theory.Gaussian(25);
        Assert.True(KeepsItsWord(NoisyRule.Gaussian(10, Rational.FromInteger(25), 1e-3m), pmf, 1e-3m));
        Assert.False(KeepsItsWord(NoisyRule.Gaussian(10 + shift, Rational.FromInteger(25), 1e-3m), pmf, 1e-3m));
    }

    [Fact]
    public void The_threshold_is_never_below_k()
    {
        Assert.Equal(10, NoisyRule.Gaussian(10, new Rational(1, 1000), .5m).Threshold);
        Assert.Equal(10, NoisyRule.Laplace(10, Rational.FromInteger(50), .999m).Threshold);
    }

    // False-alarm rate below 1e-6.
    [Fact]
    public void Cells_just_below_k_are_shown_as_often_as_stated()
    {
        NoisyRule rule = NoisyRule.Gaussian(10, Rational.FromInteger(25), .05m);
        var noise = new DiscreteGaussian(Rational.FromInteger(25));
        var source = new SeededSource(341);
        double stated = (double)rule.ProbabilityBelowK;
        Assert.False(Fit.ChiSquareRejects(() => rule.Shows((long)(9 + noise.Sample(source))) ? 1 : 0, x => x == 1 ? stated : x == 0 ? 1 - stated : 0, 40_000));
    }

    [Fact]
    public void Tails_of_the_weights_are_above_those_of_the_interval_and_by_little()
    {
        foreach (int variance in new[] { 1, 30, 4000 })
        {
            var weights = new GaussianWeights(Rational.FromInteger(variance));
            NoiseSum sum = NoiseSum.Of([NoiseDistribution.Gaussian(Rational.FromInteger(variance))]);
            for (int width = 0; width < 6 * Math.Sqrt(variance); width += 3)
            {
                Assert.Equal(1, 2 * weights.TailUp(width + 1).ToDouble() / sum.TailBeyond(width), 1e-9);
            }

            Assert.Equal(1, (weights.TailUp(-5) + weights.TailUp(6)).ToDouble(), 1e-12);
            Assert.True(weights.TailUp(-5) + weights.TailUp(6) >= Rational.FromInteger(1));
        }
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NoisyRule.Gaussian(0, Rational.FromInteger(1), .1m));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoisyRule.Gaussian(5, Rational.FromInteger(1), 0m));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoisyRule.Gaussian(5, Rational.FromInteger((BigInteger)1 << 25), .1m));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoisyRule.Gaussian(5, Rational.FromInteger(1), 1e-27m));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoisyRule.Laplace(5, default, .1m));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoisyRule.Laplace(5, Rational.FromInteger(1), 1m));
    }

    // The rule is asked for k = 10: nine units are shown as often as stated, within what was allowed, and a lower threshold would break it.
    private static bool KeepsItsWord(NoisyRule rule, Func<long, double> pmf, decimal most)
    {
        double shown = Tail(pmf, rule.Threshold - 9);
        double oneLower = Tail(pmf, rule.Threshold - 1 - 9);
        bool stated = Math.Abs((double)rule.ProbabilityBelowK - shown) < 1e-15 + (shown * 1e-9) && rule.ProbabilityBelowK <= most;
        return stated && (rule.Threshold == 10 || oneLower > (double)most * (1 - 1e-9));
    }

    private static double Tail(Func<long, double> pmf, long from) => Enumerable.Range(0, 1500).Reverse().Sum(x => pmf(from + x));

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
