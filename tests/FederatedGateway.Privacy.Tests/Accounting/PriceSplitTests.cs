using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class PriceSplitTests
{
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

    [Fact]
    public void Pure_shares_add_up_and_no_move_of_a_thousandth_has_a_smaller_error()
    {
        (BigInteger Weight, BigInteger L1Squared)[] parts = [(1, 1), (2, 9), (1, 64)];
        IReadOnlyList<long> shares = PriceSplit.OfPure(1_000_000_001, parts);
        Assert.Equal(1_000_000_001, shares.Sum());
        double best = PureError(parts, shares);
        for (int from = 0; from < 3; from++)
        {
            for (int to = 0; to < 3; to++)
            {
                long[] moved = [.. shares];
                moved[from] -= 1_000_000;
                moved[to] += 1_000_000;
                Assert.True(from == to || PureError(parts, moved) > best);
            }
        }
    }

    [Fact]
    public void Sabotage_pure_shares_by_the_square_root_are_worse()
    {
        (BigInteger Weight, BigInteger L1Squared)[] parts = [(1, 1), (1, 4096)];
        long[] roots = [1_000_000_000 / 65, 1_000_000_000 / 65 * 64];
        Assert.True(PureError(parts, PriceSplit.OfPure(1_000_000_000, parts)) < .98 * PureError(parts, roots));
    }

    private static double PureError((BigInteger Weight, BigInteger L1Squared)[] parts, IReadOnlyList<long> shares) =>
        parts.Select((part, i) => (double)(part.Weight * part.L1Squared) / ((double)shares[i] * shares[i])).Sum();

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
