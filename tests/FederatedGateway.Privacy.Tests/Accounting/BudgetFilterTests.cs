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
        Assert.True(filter.Decide([Spent("2025", 990, 90)], new(10, 10)).IsAccepted);
        Assert.False(filter.Decide([Spent("2025", 990, 90)], new(11, 10)).IsAccepted);
        Assert.False(filter.Decide([Spent("2025", 990, 90)], new(10, 11)).IsAccepted);
    }

    [Fact]
    public void The_first_refusal_is_by_window_and_then_by_the_widest_level()
    {
        PrivacyLoss full = Cap;
        var filter = new BudgetFilter(Caps);
        BudgetDecision decision = filter.Decide([new("2024", new(default, default, full)), new("2025", new(full, full, full))], new(1, 0));
        Assert.Equal((CapLevel.Analyst, "2024"), (decision.Level, decision.Window));
        decision = filter.Decide([new("2024", default), new("2025", new(default, full, full))], new(1, 0));
        Assert.Equal((CapLevel.Agreement, "2025"), (decision.Level, decision.Window));
    }

    [Fact]
    public void What_nobody_decided_is_refused()
    {
        Assert.False(default(BudgetDecision).IsAccepted);
        Assert.True(BudgetDecision.Accept.IsAccepted);
        Assert.ThrowsAny<ArgumentException>(() => new BudgetFilter(default).Decide([default], new(1, 0)));
        Assert.ThrowsAny<ArgumentException>(() => new BudgetFilter(Caps).Decide([new(null!, new(Cap, Cap, Cap))], new(1, 0)));
    }

    [Fact]
    public void Sums_beyond_64_bits_are_a_refusal_and_not_an_overflow()
    {
        PrivacyLoss huge = new(long.MaxValue, long.MaxValue);
        var filter = new BudgetFilter(new(huge, huge, huge));
        Assert.False(filter.Decide([Spent("2025", long.MaxValue, 0)], new(1, 0)).IsAccepted);
        Assert.True(filter.Decide([Spent("2025", long.MaxValue, 0)], new(0, long.MaxValue)).IsAccepted);
    }

    [Fact]
    public void Questions_without_a_window_and_overlapping_or_unsorted_windows_are_refused()
    {
        var filter = new BudgetFilter(Caps);
        string[][] wrong = [[], ["2025", "2025"], ["2025", "2025-03"], ["2025", "all-time"], ["2026", "2025"]];
        foreach (string[] windows in wrong)
        {
            Assert.Throws<ArgumentException>(() => filter.Decide([.. windows.Select(window => Spent(window, 0, 0))], new(1, 1)));
        }
    }

    [Fact]
    public void Sabotage_price_refunded_by_a_price_below_zero_is_caught()
    {
        var filter = new BudgetFilter(Caps);
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Decide([Spent("2025", 1000, 100)], new(-1, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Decide([Spent("2025", 1000, 100)], new(0, -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Decide([Spent("2025", -1, 0)], new(1, 0)));
    }

    [Theory]
    [InlineData("2025", "2025", true)]
    [InlineData("2025", "2025-03", true)]
    [InlineData("2025-03", "2025", true)]
    [InlineData("all-time", "2025-03", true)]
    [InlineData("2025-03", "2025-04", false)]
    [InlineData("2025", "2026", false)]
    [InlineData("202", "2025", false)]
    public void Windows_overlap_when_one_is_a_part_of_the_other(string left, string right, bool overlap) =>
        Assert.Equal(overlap, BudgetWindow.Overlap(left, right));

    [Fact]
    public void Adaptive_questions_never_exceed_a_cap_and_are_refused_only_when_they_would() =>
        Assert.True(KeepsItsCaps((filter, accounts, price) => filter.Decide(accounts, price).IsAccepted, refund: false));

    [Fact]
    public void Sabotage_delta_dropped_is_caught() =>
        Assert.False(KeepsItsCaps((filter, accounts, price) => filter.Decide(accounts, price with { DeltaUnits = 0 }).IsAccepted, refund: false));

    [Fact]
    public void Sabotage_price_refunded_after_rows_were_read_is_caught() =>
        Assert.False(KeepsItsCaps((filter, accounts, price) => filter.Decide(accounts, price).IsAccepted, refund: true));

    [Fact]
    public void Sabotage_a_level_left_out_is_caught()
    {
        PrivacyLoss endless = new(long.MaxValue, long.MaxValue);
        Assert.False(KeepsItsCaps((filter, accounts, price) => new BudgetFilter(filter.Caps with { Dataset = endless }).Decide(accounts, price).IsAccepted, refund: false));
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
            WindowAccount[] accounts = [.. windows.Select(window => new WindowAccount(window, Sums(booked, window, agreement, analyst)))];
            bool accepted = decide(new(caps), accounts, price);
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
        Charge[] there = [.. charges.Where(charge => BudgetWindow.Overlap(charge.Window, window))];
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

    private static WindowAccount Spent(string window, long rho, long delta)
    {
        PrivacyLoss loss = new(rho, delta);
        return new(window, new(loss, loss, loss));
    }

    private delegate bool DecideBudget(BudgetFilter filter, WindowAccount[] accounts, PrivacyLoss price);

    private sealed record Charge(string Window, string Agreement, string Analyst, PrivacyLoss Price);
}
