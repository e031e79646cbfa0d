using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class SelectionRuleTests
{
    private const decimal Ln2 = 0.6931471805599453094172321215m;
    private const decimal LnOneAndAHalf = 0.4054651081081643819780131155m;

    [Fact]
    public void Reference_figures_of_the_paper_are_met()
    {
        AssertProbabilities(SelectionRule.Create(1, Ln2, .1m), 0, [0, .1, .3, .7, .9, 1]);
        AssertProbabilities(SelectionRule.Create(1, 2 * Ln2 / 2, .2m / 2), 0, [0, .1, .3, .7, .9, 1]);
        AssertProbabilities(SelectionRule.Create(1, LnOneAndAHalf, .1m), 1, [.1, .25, .475, .716666667, .877777778, .985185185, 1]);
    }

    [Fact]
    public void Ten_units_at_epsilon_one_and_a_millionth()
    {
        SelectionRule rule = SelectionRule.Create(10, 1m, 1e-6m);
        Assert.Equal(0, rule.PublishProbability(9));
        Assert.Equal(1, rule.PublishProbability(10) / 1e-6, 1e-6);
        Assert.Equal(23, rule.UnitsForHalfChance);
        Assert.Equal(37, rule.UnitsForCertainty);
        Assert.Equal(1, rule.PublishProbability(37));
        Assert.True(rule.Threshold(36) < UInt128.One << 64);
        Assert.True(rule.PublishProbability(22) < .5);
    }

    [Fact]
    public void A_group_below_k_is_never_shown_and_one_of_k_with_probability_delta()
    {
        foreach (int k in new[] { 1, 2, 5, 10, 100 })
        {
            Assert.True(HidesBelow(k, SelectionRule.Create(k, .3m, 1e-4m), 1e-4));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Sabotage_k_off_by_one_is_caught(int shift) =>
        Assert.False(HidesBelow(10, SelectionRule.Create(10 + shift, .3m, 1e-4m), 1e-4));

    [Fact]
    public void Rounded_tables_keep_the_guarantee_exactly()
    {
        var random = new SeededSource(81);
        for (int i = 0; i < 60; i++)
        {
            decimal epsilon = random.NextBelow(4_000_000) / 1_000_000m;
            decimal delta = (1 + random.NextBelow(999_999)) / (decimal)Math.Pow(10, 6 + (int)random.NextBelow(6));
            if (epsilon < .05m)
            {
                delta += .001m;
            }

            int k = 1 + (int)random.NextBelow(20);
            SelectionRule rule = SelectionRule.Create(k, epsilon, delta);
            UInt128[] thresholds = Guarantee.ThresholdsOf(rule, k - 1, rule.UnitsForCertainty + 1);
            Assert.True(Guarantee.Holds(thresholds, Guarantee.ExponentialDown(Rational.FromDecimal(epsilon)), Rational.FromDecimal(delta)));
        }
    }

    [Fact]
    public void Sabotage_any_entry_rounded_up_is_caught()
    {
        SelectionRule rule = SelectionRule.Create(3, 1.234567m, .0001234567m);
        Rational growth = Guarantee.ExponentialDown(Rational.FromDecimal(1.234567m));
        UInt128[] thresholds = Guarantee.ThresholdsOf(rule, 2, rule.UnitsForCertainty);
        for (int n = 1; n < thresholds.Length - 1; n++)
        {
            UInt128[] sabotaged = [.. thresholds];
            sabotaged[n] += 2;
            Assert.False(Guarantee.Holds(sabotaged, growth, Rational.FromDecimal(.0001234567m)));
        }
    }

    [Fact]
    public void Rounding_costs_next_to_nothing()
    {
        SelectionRule rule = SelectionRule.Create(1, .1m, 1e-8m);
        double growth = Math.Exp(.1);
        double exact = 0;
        for (int n = 1; exact < 1; n++)
        {
            exact = Math.Min(Math.Min((growth * exact) + 1e-8, 1 - ((1 - exact - 1e-8) / growth)), 1);
            Assert.Equal(exact, rule.PublishProbability(n), 1e-9);
        }
    }

    [Fact]
    public void A_budget_buys_the_guarantee_that_it_pays_for()
    {
        var random = new SeededSource(82);
        for (int i = 0; i < 30; i++)
        {
            var budget = new PrivacyLoss(1_000_000 + (long)random.NextBelow(1_000_000_000), 1_000 + (long)random.NextBelow(1_000_000_000));
            int groups = 1 + (int)random.NextBelow(12);
            SelectionRule rule = SelectionRule.FromBudget(5, budget, groups);
            // A unit's groups cost L0 epsilon²/2 = rho: exp of a finer lower bound of sqrt(2 rho / L0).
            var epsilon = new Rational(IntegerRoot.Floor((2 * new BigInteger(budget.NanoRho) << 200) / (1_000_000_000 * (BigInteger)groups)), BigInteger.One << 100);
            var delta = new Rational(budget.DeltaUnits, 1_000_000_000_000_000 * (BigInteger)groups);
            UInt128[] thresholds = Guarantee.ThresholdsOf(rule, 4, Math.Min(rule.UnitsForCertainty, 400));
            Assert.True(Guarantee.Holds(thresholds, Guarantee.ExponentialDown(epsilon), delta));
            Assert.Equal(delta.ToDouble(), rule.PublishProbability(5), Math.ScaleB(1, -63));
        }
    }

    [Fact]
    public void Sabotage_groups_of_a_unit_forgotten_is_caught()
    {
        SelectionRule rule = SelectionRule.FromBudget(5, new(10_000_000, 1_000_000), 1);
        UInt128[] thresholds = Guarantee.ThresholdsOf(rule, 4, rule.UnitsForCertainty);
        Rational ofFour = Guarantee.ExponentialDown(Rational.FromDecimal(0.0707106781m));
        Assert.False(Guarantee.Holds(thresholds, ofFour, Rational.FromDecimal(.25e-9m)));
    }

    // False-alarm rate below 1e-6.
    [Fact]
    public void Decisions_happen_with_the_stated_probability()
    {
        SelectionRule rule = SelectionRule.Create(10, Ln2, .1m);
        var source = new SeededSource(83);
        for (int units = 8; units <= 15; units++)
        {
            double probability = rule.PublishProbability(units);
            Assert.False(Fit.ChiSquareRejects(() => rule.Decide(units, source) ? 1 : 0, x => x == 1 ? probability : x == 0 ? 1 - probability : 0, 40_000));
        }
    }

    [Fact]
    public void Decisions_compare_one_word_with_the_threshold()
    {
        SelectionRule rule = SelectionRule.Create(10, Ln2, .1m);
        ulong threshold = (ulong)rule.Threshold(11);
        Assert.True(rule.Decide(11, new ScriptedSource(threshold - 1)));
        Assert.False(rule.Decide(11, new ScriptedSource(threshold)));
        Assert.False(rule.Decide(9, new ScriptedSource(0)));
        Assert.False(rule.Decide(0, new ScriptedSource(0)));
        Assert.True(rule.Decide(long.MaxValue, new ScriptedSource(ulong.MaxValue)));
    }

    [Fact]
    public void Growth_is_a_tight_lower_bound_of_the_exponential()
    {
        foreach (decimal epsilon in new[] { 0m, .000001m, .1m, .5m, 1m, 2.5m, 10m, 39m })
        {
            Rational exact = Guarantee.ExponentialDown(Rational.FromDecimal(epsilon));
            Rational growth = Growth.FromEpsilon(Rational.FromDecimal(epsilon)).Value;
            Assert.True(growth <= exact);
            Assert.Equal(1, (growth / exact).ToDouble(), 1e-15);
            Assert.True(growth >= Rational.FromInteger(1));
        }

        Assert.Equal(Growth.FromEpsilon(Rational.FromInteger(40)), Growth.FromEpsilon(Rational.FromInteger(1000)));
    }

    [Fact]
    public void A_price_too_small_is_refused_with_the_remedy()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => SelectionRule.Create(10, .000001m, 1e-12m));
        Assert.Contains("raise the price", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SelectionRule.Create(10, 1m, 1e-25m));
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionRule.Create(0, 1m, 1e-6m));
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionRule.Create(1, -1m, 1e-6m));
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionRule.Create(1, 1m, 0m));
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionRule.Create(1, 1m, 1m));
    }

    private static bool HidesBelow(int k, SelectionRule rule, double delta) =>
        Enumerable.Range(0, k).All(units => rule.Threshold(units) == 0) && Math.Abs(rule.PublishProbability(k) - delta) < delta * 1e-9;

    private static void AssertProbabilities(SelectionRule rule, int from, double[] expected)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], rule.PublishProbability(from + i), 1e-6 * expected[i]);
        }
    }
}
