namespace FederatedGateway.Privacy.Tests;

public sealed class LevelSplitTests
{
    private static readonly MeasurementTerms Terms = new(new(50_000_001, 100_000_001), 10, new(4, 3));
    private static readonly MeasurementTerms Pure = new(new PureLoss(500_000_001).ToLoss(), 10, new(4, 3)) { Noise = NoiseKind.Laplace, ShownBelowK = 0.01m };

    [Fact]
    public void The_shares_of_the_levels_add_up_to_the_price_exactly()
    {
        PrivacyLoss sum = Sum(LevelSplit.Of(Terms, [1, 2, 4, 4]));
        Assert.Equal(Terms.Price, sum);
    }

    [Fact]
    public void Pure_shares_add_up_exactly_and_cost_no_more_in_rho()
    {
        IReadOnlyList<MeasurementTerms> levels = LevelSplit.Of(Pure, [1, 2, 4]);
        Assert.Equal(Pure.Price.NanoEpsilon, levels.Sum(level => level.Price.NanoEpsilon));
        Assert.True(Sum(levels).FitsWithin(Pure.Price));
    }

    [Fact]
    public void A_level_whose_units_touch_four_times_as_many_groups_gets_twice_the_share() =>
        Assert.Equal([10_000_000, 20_000_000], LevelSplit.Of(Terms with { Price = new(30_000_000, 10) }, [1, 4]).Select(level => level.Price.NanoRho));

    [Fact]
    public void No_other_split_has_a_smaller_sum_of_squared_errors()
    {
        int[] groups = [1, 3, 4];
        MeasurementTerms terms = Terms with { Price = new(60, 3) };
        double best = Error(groups, [.. LevelSplit.Of(terms, groups).Select(level => level.Price.NanoRho)]);
        for (long first = 1; first < 59; first++)
        {
            for (long second = 1; first + second < 60; second++)
            {
                Assert.True(Error(groups, [first, second, 60 - first - second]) >= best * (1 - 1e-12));
            }
        }
    }

    [Fact]
    public void Each_level_is_bounded_for_its_own_groups_and_one_level_is_as_it_was()
    {
        Assert.Equal([1, 2, 4], LevelSplit.Of(Terms, [1, 2, 4]).Select(level => level.Bound.MaxGroups));
        Assert.Equal(Terms, Assert.Single(LevelSplit.Of(Terms, [4])));
        Assert.Equal(Pure, Assert.Single(LevelSplit.Of(Pure, [4])));
    }

    [Fact]
    public void A_level_cannot_be_bounded_for_more_groups_than_the_dictionary_says()
    {
        Assert.Throws<ArgumentException>(() => LevelSplit.Of(Terms, [1, 5]));
        Assert.Throws<ArgumentException>(() => LevelSplit.Of(Terms, [0, 4]));
        Assert.Throws<ArgumentException>(() => LevelSplit.Of(Terms, []));
    }

    [Fact]
    public void The_plans_of_all_levels_cost_the_price_and_the_noise_of_each_is_that_of_its_share()
    {
        MeasurementPlan[] plans = [.. LevelSplit.Of(Terms, [1, 4]).Select(terms => MeasurementPlan.For(terms, [new CountMeasurement(3)]))];
        Assert.Equal(Terms.Price, plans.Aggregate(PrivacyLoss.Zero, (sum, plan) => sum + plan.Price));

        // sigma² = L0 Linf² / (2 rho), and half of a level's rho buys its k rule.
        foreach ((MeasurementPlan plan, int groups) in plans.Zip(new[] { 1, 4 }))
        {
            double rho = plan.Price.NanoRho / 2 / 1e9;
            Assert.Equal(groups * 9 / (2 * rho), plan.Components[0].Noise.Parameter.ToDouble(), 1e-6);
        }
    }

    [Fact]
    public void Sabotage_the_whole_price_spent_at_each_level_costs_more_than_the_price()
    {
        PrivacyLoss spent = Enumerable.Repeat(Terms, 3).Select(level => level.Price).Aggregate(PrivacyLoss.Zero, (sum, price) => sum + price);
        Assert.False(spent.FitsWithin(Terms.Price));
    }

    private static PrivacyLoss Sum(IEnumerable<MeasurementTerms> levels) => levels.Aggregate(PrivacyLoss.Zero, (sum, level) => sum + level.Price);

    private static double Error(int[] groups, long[] shares) => groups.Zip(shares, (l0, share) => (double)l0 / share).Sum();
}
