using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// Attacks on one bit of one person, within a budget of epsilon 1 at delta 1e-6: rho 0.023, so that whatever the attacker does, at
/// most 56 of 100 guesses can be right. Each attack is shown to work where the budget is ignored. Seeds are fixed; were they not, each
/// acceptance would fail a sound library with a probability of at most 1e-6.
/// </summary>
public sealed class AttackTests
{
    private const int Victims = 1500;
    private static readonly PrivacyLoss Budget = ZeroConcentrated.Cap(1m, 1e-6m);
    private static readonly PrivacyLoss Ignored = new(Budget.NanoRho * 2000, Budget.DeltaUnits);

    [Fact]
    public void The_budget_leaves_an_attacker_near_chance() => Assert.InRange(Chance.Bound(Budget), .5, .556);

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(50)]
    public void Averaging_variants_of_a_question_stays_near_chance(int questions) => NearChance(Averaging(Budget, questions, 301));

    [Fact]
    public void Averaging_works_where_the_budget_is_ignored() => Works(Averaging(Ignored, 16, 302));

    [Fact]
    public void An_average_asks_no_more_than_the_budget_allows()
    {
        var node = new Budgeted(Budget, 5, new SeededSource(303));
        Assert.Equal(5, Enumerable.Range(0, 100).Count(_ => node.Count(1) is not null));
    }

    [Fact]
    public void Differencing_with_and_without_one_person_stays_near_chance() => NearChance(Differencing(Budget, 304));

    [Fact]
    public void Differencing_works_where_the_budget_is_ignored() => Works(Differencing(Ignored, 305));

    private static int Averaging(PrivacyLoss budget, int questions, ulong seed) => Right(budget, questions, seed, (node, bit) =>
        Enumerable.Range(0, questions).Select(_ => node.Count(bit)).Average() > .5);

    // 300 others have the condition. Asked of all, and of all but the target.
    private static int Differencing(PrivacyLoss budget, ulong seed) => Right(budget, 2, seed, (node, bit) =>
        node.Count(300 + bit) - node.Count(300) > .5);

    // How many fair bits are guessed right.
    private static int Right(PrivacyLoss budget, int questions, ulong seed, Func<Budgeted, long, bool> guess)
    {
        var source = new SeededSource(seed);
        var node = new Budgeted(budget, questions, source);
        int right = 0;
        for (int victim = 0; victim < Victims; victim++)
        {
            node.Refill();
            long bit = (long)source.NextBelow(2);
            right += guess(node, bit) == (bit == 1) ? 1 : 0;
        }

        return right;
    }

    private static void NearChance(int right)
    {
        Assert.False(Chance.Refuted(right, Victims, Chance.Bound(Budget)), $"{right} of {Victims}");
        // No attack, however good, would come out here: the bound and five standard deviations of luck.
        Assert.InRange(right / (double)Victims, .43, .63);
    }

    private static void Works(int right) => Assert.InRange(right / (double)Victims, .95, 1);
}
