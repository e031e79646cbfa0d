using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class PriceSplitTests
{
    [Fact]
    public void A_price_is_found_for_the_most_agencies_and_a_wide_measure() =>
        Assert.InRange(PriceSearch.PriceFor(1L << 50, .95m, BigInteger.Pow(2, 80), 1000), 1, long.MaxValue);

    [Fact]
    public void Equal_parts_share_equally_and_nothing_is_left_over()
    {
        IReadOnlyList<long> shares = PriceSplit.Of(1_000_000_001, [new(1, 4), new(1, 4), new(2, 2)]);
        Assert.Equal(1_000_000_001, shares.Sum());
        Assert.All(shares, share => Assert.InRange(share, 333_333_333, 333_333_334));
    }

    [Fact]
    public void A_share_grows_with_the_square_root_of_weight_and_squared_sensitivity() =>
        Assert.Equal([100, 200, 300, 400], PriceSplit.Of(1000, [new(1, 1), new(4, 1), new(1, 9), new(4, 4)]));

    [Fact]
    public void No_other_split_has_a_smaller_error()
    {
        var random = new SeededSource(331);
        for (int i = 0; i < 150; i++)
        {
            PricePart[] parts = [.. Enumerable.Range(0, 3).Select(_ => new PricePart(1 + random.NextBelow(50), 1 + random.NextBelow(500)))];
            long price = 3 + (long)random.NextBelow(40);
            IReadOnlyList<long> shares = PriceSplit.Of(price, parts);
            Assert.Equal(price, shares.Sum());
            Assert.Equal(Best(price, parts), Error(parts, shares));
        }
    }

    [Fact]
    public void Sabotage_shares_by_sensitivity_and_not_by_its_root_are_worse()
    {
        PricePart[] parts = [new(1, 1), new(1, 100)];
        Assert.True(Error(parts, [10, 1000]) > Error(parts, PriceSplit.Of(1010, parts)));
    }

    [Fact]
    public void Very_unlike_parts_keep_at_least_one_unit_each()
    {
        IReadOnlyList<long> shares = PriceSplit.Of(10, [new(1, 1), new(BigInteger.Pow(10, 40), BigInteger.Pow(10, 30)), new(1, 1)]);
        Assert.Equal([1, 8, 1], shares);
        Assert.Throws<ArgumentException>(() => PriceSplit.Of(2, [new(1, 1), new(1, 1), new(1, 1)]));
        Assert.Throws<ArgumentException>(() => PriceSplit.Of(2, []));
        Assert.Throws<ArgumentException>(() => PriceSplit.Of(2, [default]));
    }

    [Fact]
    public void The_k_rule_as_a_part_has_about_the_margin_of_the_table()
    {
        var price = new PrivacyLoss(200_000_000, 1_000_000_000);
        foreach (int groups in new[] { 1, 4 })
        {
            PricePart part = PricePart.Selection(1, price, groups);
            SelectionRule rule = SelectionRule.FromBudget(10, price with { NanoRho = 100_000_000 }, groups);
            double margin = Math.Sqrt((double)part.L2Squared / (2 * .1));
            Assert.Equal(1, (rule.UnitsForHalfChance - 9) / margin, .1);
        }
    }

    [Theory]
    [InlineData(10L, "0.95", 1L, 1)]
    [InlineData(10L, "0.95", 2L, 4)]
    [InlineData(0L, "0.95", 1L, 1)]
    [InlineData(1L, "0.99", 1L, 3)]
    [InlineData(2000L, "0.95", 18L, 12)]
    [InlineData(1000000L, "0.999", 90000L, 100)]
    public void A_price_is_the_least_that_gives_the_half_width(long halfWidth, string confidence, long l2Squared, int agencies)
    {
        decimal level = decimal.Parse(confidence, System.Globalization.CultureInfo.InvariantCulture);
        long price = PriceSearch.PriceFor(halfWidth, level, l2Squared, agencies);
        Assert.True(Width(price) <= halfWidth);
        Assert.True(Width(price - 1) > halfWidth);

        long Width(long nanoRho) => NoiseInterval.HalfWidth([.. Enumerable.Repeat(new Rational((BigInteger)l2Squared * 500_000_000, nanoRho), agencies)], level);
    }

    // 1.96² / (2 · 10²) for continuous noise; the discrete interval reaches half a step further.
    [Fact]
    public void Plus_or_minus_ten_at_95_percent_costs_about_what_the_normal_distribution_says() =>
        Assert.InRange(PriceSearch.PriceFor(10, .95m, 1, 1), 1.9599m * 1.9599m / (2 * 10.6m * 10.6m) * 1e9m, 1.96m * 1.96m / (2 * 10m * 10m) * 1e9m);

    [Fact]
    public void Prices_out_of_reach_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PriceSearch.PriceFor(0, .95m, BigInteger.Pow(2, 100), 1));

    private static Rational Error(PricePart[] parts, IReadOnlyList<long> shares) =>
        parts.Select((part, i) => new Rational(part.Weight * part.L2Squared, 2 * shares[i])).Aggregate((a, b) => a + b);

    private static Rational Best(long price, PricePart[] parts)
    {
        Rational best = Error(parts, [1, 1, price - 2]);
        for (long a = 1; a <= price - 2; a++)
        {
            for (long b = 1; b <= price - 1 - a; b++)
            {
                Rational error = Error(parts, [a, b, price - a - b]);
                best = error < best ? error : best;
            }
        }

        return best;
    }
}
