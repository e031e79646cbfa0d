using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class DiscreteGaussianDeltaTests
{
    [Fact]
    public void Continuous_figures_are_met_by_the_continuous_formula_and_the_discrete_is_beside_it()
    {
        Assert.Equal(.008751768145810, ReferenceFormulas.GaussianDelta(10, 1, .1), 1e-14);
        decimal discrete = DiscreteGaussianDelta.Of(Rational.FromInteger(100), 1, .1m);
        Assert.Equal(.008751768145810, (double)discrete, 2e-5);
        // Not equal: discrete noise is another distribution, and its own delta is what counts.
        Assert.NotEqual(.008751768145810, (double)discrete, 1e-9);
    }

    [Fact]
    public void A_sigma_tuned_for_continuous_noise_is_too_small_for_the_discrete()
    {
        Assert.Equal(1e-6, ReferenceFormulas.GaussianDelta(4.224679, 1, 1), 1e-11);
        Assert.True(DiscreteGaussianDelta.Of(Squared(4.224679m), 1, 1m) > 1e-6m);
        Assert.True(DiscreteGaussianDelta.Of(Squared(4.2305m), 1, 1m) > 1e-6m);
        Assert.True(DiscreteGaussianDelta.Of(Squared(4.2315m), 1, 1m) <= 1e-6m);
    }

    [Fact]
    public void Delta_is_what_the_probabilities_differ_by()
    {
        foreach (double sigma in new[] { .5, 1, 3, 20 })
        {
            foreach (int shift in new[] { 1, 2, 7 })
            {
                foreach (double epsilon in new[] { 0, .05, .5, 2 })
                {
                    Func<long, double> pmf = Theory.Gaussian(sigma * sigma);
                    double expected = Enumerable.Range(-600, 1200).Sum(x => Math.Max(0, pmf(x) - (Math.Exp(epsilon) * pmf(x + shift))));
                    decimal delta = DiscreteGaussianDelta.Of(Squared((decimal)sigma), shift, (decimal)epsilon);
                    Assert.Equal(expected, (double)delta, 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Zero_concentration_never_promises_less_delta_than_the_distribution_has()
    {
        foreach (int rho in new[] { 1_000_000, 50_000_000, 500_000_000, 2_000_000_000 })
        {
            var variance = new Rational(500_000_000, rho);
            foreach (decimal epsilon in new[] { 0m, .1m, 1m, 3m })
            {
                Assert.True(ZeroConcentrated.Delta(rho, epsilon) >= DiscreteGaussianDelta.Of(variance, 1, epsilon));
            }
        }
    }

    [Fact]
    public void Sabotage_half_the_variance_is_caught_by_the_promise_of_zero_concentration()
    {
        var half = new Rational(250_000_000, 50_000_000);
        Assert.True(DiscreteGaussianDelta.Of(half, 1, 1m) > ZeroConcentrated.Delta(50_000_000, 1m));
    }

    [Fact]
    public void Bounds_of_exponentials_enclose_tightly_and_multiply_outward()
    {
        var random = new SeededSource(321);
        for (int i = 0; i < 200; i++)
        {
            Rational a = new((BigInteger)(random.NextWord() >> 40), 1 + (BigInteger)(random.NextWord() >> (34 + (int)random.NextBelow(20))));
            Rational b = new((BigInteger)(random.NextWord() >> 60), 7);
            NegativeExponent x = NegativeExponent.Of(a);
            NegativeExponent y = NegativeExponent.Of(b);
            NegativeExponent both = NegativeExponent.Of(a + b);
            Assert.True(x.Down <= x.Up && x.Up - x.Down <= BigInteger.One << 30);
            Assert.True((x.Down * y.Down) >> NegativeExponent.Places <= both.Up);
            Assert.True(x.Up * y.Up >= both.Down << NegativeExponent.Places);
        }
    }

    // ln is bounded by other code: exp(-x) <= u is the same as -x <= ln u.
    [Fact]
    public void Bounds_of_exponentials_agree_with_those_of_logarithms()
    {
        foreach (Rational x in new[] { new Rational(1, 3), new Rational(1, 1000), Rational.FromInteger(2), new Rational(777, 10), Rational.FromInteger(40) })
        {
            NegativeExponent bounds = NegativeExponent.Of(x);
            BigInteger unit = BigInteger.One << NegativeExponent.Places;
            BigInteger exponent = (-x * Rational.FromInteger(BigInteger.One << Logarithm.Places)).Floor();
            Assert.InRange(exponent, Logarithm.Down(new(bounds.Down, unit)) - 3, Logarithm.Up(new(bounds.Down, unit)));
            Assert.InRange(exponent, Logarithm.Down(new(bounds.Up, unit)) - 1, Logarithm.Up(new(bounds.Up, unit)) + 3);
        }

        Assert.Equal(BigInteger.One << NegativeExponent.Places, NegativeExponent.Of(default).Up);
        Assert.Equal(BigInteger.Zero, NegativeExponent.Of(Rational.FromInteger(5000)).Down);
    }

    private static Rational Squared(decimal sigma) => Rational.FromDecimal(sigma) * Rational.FromDecimal(sigma);
}
