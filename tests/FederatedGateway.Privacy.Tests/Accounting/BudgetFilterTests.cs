using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class BudgetFilterTests
{
    private static readonly PrivacyLoss Cap = new(1000, 100);
    private static readonly NestedLoss Caps = new(Cap, Cap, Cap);

    [Fact]
    public void A_price_is_accepted_up_to_the_cap_and_not_one_unit_beyond()
    {
        var filter = new BudgetFilter(Caps);
        Assert.True(filter.Decide(Claims("2025", All(990, 90), new(10, 10))).IsAccepted);
        Assert.False(filter.Decide(Claims("2025", All(990, 90), new(11, 10))).IsAccepted);
        Assert.False(filter.Decide(Claims("2025", All(990, 90), new(10, 11))).IsAccepted);
    }

    [Fact]
    public void The_first_refusal_is_in_the_order_of_the_claims()
    {
        PrivacyLoss full = Cap;
        var filter = new BudgetFilter(Caps);
        BudgetDecision decision = filter.Decide([.. Claims("2024", new(default, default, full), new(1, 0)), .. Claims("2025", new(full, full, full), new(1, 0))]);
        Assert.Equal((CapLevel.Analyst, "2024"), (decision.Level, decision.Window));
        decision = filter.Decide([.. Claims("2024", default, new(1, 0)), .. Claims("2025", new(default, full, full), new(1, 0))]);
        Assert.Equal((CapLevel.Agreement, "2025"), (decision.Level, decision.Window));
    }

    [Fact]
    public void What_nobody_decided_is_refused()
    {
        Assert.False(default(BudgetDecision).IsAccepted);
        Assert.True(BudgetDecision.Accept.IsAccepted);
        Assert.ThrowsAny<ArgumentException>(() => new BudgetFilter(default).Decide([default]));
        Assert.ThrowsAny<ArgumentException>(() => new BudgetFilter(Caps).Decide(Claims(null!, All(1000, 100), new(1, 0))));
    }

    [Fact]
    public void Sums_beyond_64_bits_are_a_refusal_and_not_an_overflow()
    {
        PrivacyLoss huge = new(long.MaxValue, long.MaxValue);
        var filter = new BudgetFilter(new(huge, huge, huge));
        Assert.False(filter.Decide(Claims("2025", All(long.MaxValue, 0), new(1, 0))).IsAccepted);
        Assert.True(filter.Decide(Claims("2025", All(long.MaxValue, 0), new(0, long.MaxValue))).IsAccepted);
        Assert.False(new PrivacyLoss(long.MaxValue / 2, 1).ForUnits(12).FitsWithin(new(1L << 58, 12)));
    }

    [Fact]
    public void Questions_without_a_claim_of_every_level_and_claims_made_twice_are_refused()
    {
        var filter = new BudgetFilter(Caps);
        BudgetClaim[] claims = Claims("2025", default, new(1, 1));
        Assert.True(filter.Decide(claims).IsAccepted);
        BudgetClaim[][] wrong = [[], claims[..2], claims[1..], [.. claims, claims[0]]];
        foreach (BudgetClaim[] one in wrong)
        {
            Assert.Throws<ArgumentException>(() => filter.Decide(one));
        }
    }

    [Fact]
    public void Sabotage_price_refunded_by_a_price_below_zero_is_caught()
    {
        var filter = new BudgetFilter(Caps);
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Decide(Claims("2025", All(1000, 100), new(-1, 0))));
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Decide(Claims("2025", All(1000, 100), new(0, -1))));
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Decide(Claims("2025", All(1000, 100), new(0, 0, -1))));
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Decide(Claims("2025", All(-1, 0), new(1, 0))));
    }

    [Fact]
    public void A_pure_cap_takes_pure_losses_alone_and_to_the_last_unit()
    {
        PrivacyLoss pure = PureLoss.Granted(1).ToCap();
        var filter = new BudgetFilter(new(new(long.MaxValue, 0), pure, pure));
        PrivacyLoss half = PureLoss.Charged(.5m).ToLoss();
        NestedLoss once = new(half, half, half);
        Assert.True(filter.Decide(Claims("2025", once, half)).IsAccepted);
        Assert.False(filter.Decide(Claims("2025", once, PureLoss.Charged(.500000001m).ToLoss())).IsAccepted);
        Assert.False(filter.Decide(Claims("2025", default, new(1, 0))).IsAccepted);
        Assert.False(filter.Decide(Claims("2025", All(1, 0), half)).IsAccepted);
        Assert.Equal(1_000_000_000, half.ForUnits(2).NanoEpsilon);
        Assert.Equal(4 * half.NanoRho, half.ForUnits(2).NanoRho);
    }

    [Theory]
    [InlineData("2025", "2025", 1)]
    [InlineData("2025", "2025-03", 2)]
    [InlineData("2025-01 2025-02 2025-03", "2025", 3)]
    [InlineData("2025-01 2025-02 2025-03", "2025-02", 1)]
    [InlineData("all-time", "2025-03", 2)]
    [InlineData("2024 2025", "all-time", 2)]
    [InlineData("2025-03", "2025-04", 0)]
    [InlineData("2025", "2026", 0)]
    public void A_unit_of_a_window_changes_as_many_units_of_a_question_as_the_decision_says(string charged, string window, int units) =>
        Assert.Equal(units, BudgetWindow.UnitsChanged(charged.Split(' '), window));

    [Fact]
    public void Adaptive_questions_never_exceed_a_cap_and_are_refused_only_when_they_would() =>
        Assert.True(KeepsItsCaps((filter, claims) => filter.Decide(claims).IsAccepted, refund: false));

    [Fact]
    public void Sabotage_delta_dropped_is_caught() =>
        Assert.False(KeepsItsCaps((filter, claims) => filter.Decide([.. claims.Select(claim => claim with { Loss = claim.Loss with { DeltaUnits = 0 } })]).IsAccepted, refund: false));

    [Fact]
    public void Sabotage_price_refunded_after_rows_were_read_is_caught() =>
        Assert.False(KeepsItsCaps((filter, claims) => filter.Decide(claims).IsAccepted, refund: true));

    [Fact]
    public void Sabotage_a_level_left_out_is_caught()
    {
        PrivacyLoss endless = new(long.MaxValue, long.MaxValue);
        Assert.False(KeepsItsCaps((filter, claims) => new BudgetFilter(filter.Caps with { Dataset = endless }).Decide(claims).IsAccepted, refund: false));
    }

    // Two agreements, two analysts each, over months and years, at random; a referee adds up in big integers what was ever read.
    private static bool KeepsItsCaps(DecideBudget decide, bool refund)
    {
        var random = new SeededSource(301);
        var caps = new NestedLoss(new(3000, 300), new(2000, 200), new(1200, 120));
        List<Charge> read = [];
        List<Charge> booked = [];
        for (int i = 0; i < 2000; i++)
        {
            string[] windows = Windows((int)random.NextBelow(5));
            string agreement = "a" + random.NextBelow(2);
            string analyst = "p" + random.NextBelow(2);
            var price = new PrivacyLoss((long)random.NextBelow(40), (long)random.NextBelow(6));
            BudgetClaim[] claims = [.. windows.SelectMany(window => Claims(window, Sums(booked, window, agreement, analyst), price))];
            bool accepted = decide(new(caps), claims);
            bool fits = windows.All(window => Fits(Sums(read, window, agreement, analyst), price, caps));
            if (accepted != fits)
            {
                return false;
            }

            Charge[] charges = accepted ? [.. windows.Select(window => new Charge(window, agreement, analyst, price))] : [];
            read.AddRange(charges);
            bool failed = refund && random.NextBelow(4) == 0;
            booked.AddRange(failed ? [] : charges);
        }

        return true;
    }

    private static bool Fits(NestedLoss spent, PrivacyLoss price, NestedLoss caps) =>
        Enum.GetValues<CapLevel>().All(level =>
            (BigInteger)spent[level].NanoRho + price.NanoRho <= caps[level].NanoRho && (BigInteger)spent[level].DeltaUnits + price.DeltaUnits <= caps[level].DeltaUnits);

    private static NestedLoss Sums(List<Charge> charges, string window, string agreement, string analyst)
    {
        Charge[] there = [.. charges.Where(charge => BudgetWindow.UnitsChanged([charge.Window], window) > 0)];
        return new(
            Sum(there),
            Sum(there.Where(charge => charge.Agreement == agreement)),
            Sum(there.Where(charge => charge.Agreement == agreement && charge.Analyst == analyst)));
    }

    private static PrivacyLoss Sum(IEnumerable<Charge> charges) => charges.Aggregate(PrivacyLoss.Zero, (sum, charge) => sum + charge.Price);

    private static string[] Windows(int which) => which switch
    {
        0 => ["2024"],
        1 => ["2024", "2025"],
        2 => ["2025-01", "2025-02", "2025-03"],
        3 => ["2025-03"],
        _ => ["all-time"],
    };

    private static BudgetClaim[] Claims(string window, NestedLoss spent, PrivacyLoss price) =>
        [.. Enum.GetValues<CapLevel>().Select(level => new BudgetClaim(level, window, spent[level], price))];

    private static NestedLoss All(long rho, long delta)
    {
        PrivacyLoss loss = new(rho, delta);
        return new(loss, loss, loss);
    }

    private delegate bool DecideBudget(BudgetFilter filter, BudgetClaim[] claims);

    private sealed record Charge(string Window, string Agreement, string Analyst, PrivacyLoss Price);
}
