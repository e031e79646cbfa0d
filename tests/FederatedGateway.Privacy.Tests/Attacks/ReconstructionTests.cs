using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// Reconstruction of everybody's secret bit from counts of many random subsets, by least squares (I. Dinur, K. Nissim, "Revealing
/// information while preserving privacy", PODS 2003; C. Dwork, F. McSherry, K. Talwar, STOC 2007).
/// </summary>
public sealed class ReconstructionTests
{
    private const int Persons = 48;
    private const int Questions = 4 * Persons;
    private const int Rounds = 400;
    private static readonly PrivacyLoss Budget = ZeroConcentrated.Cap(1m, 1e-6m);

    // Bits of one data set share the noise, but the data sets are independent and each one's share of right guesses is between 0 and 1, with a mean of at most
    // the bound of docs/proofs/README.md. By Hoeffding the mean of the shares exceeds it by sqrt(ln(1e6)/(2 rounds)) = 0.131 with a probability of at most 1e-6.
    // The seed is fixed all the same.
    [Fact]
    public void Within_the_budget_everybodys_bit_stays_near_chance()
    {
        double share = ShareRight(Budget, 311);
        Assert.True(share <= Chance.Bound(Budget) + Math.Sqrt(Math.Log(1 / EpsilonAuditor.FalseAlarm) / (2 * Rounds)), $"{share:P1}");
    }

    [Fact]
    public void Where_the_budget_is_ignored_nearly_every_bit_is_known() =>
        Assert.InRange(ShareRight(new(Budget.NanoRho * 20_000, Budget.DeltaUnits), 312), .95, 1);

    private static double ShareRight(PrivacyLoss budget, ulong seed)
    {
        var source = new SeededSource(seed);
        int right = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var node = new Budgeted(budget, Questions, source);
            int[] bits = [.. Enumerable.Range(0, Persons).Select(_ => (int)source.NextBelow(2))];
            double[] guess = Attack(bits, node, source);
            right += guess.Zip(bits).Count(pair => pair.First > .5 == (pair.Second == 1));
        }

        return right / (double)(Rounds * Persons);
    }

    private static double[] Attack(int[] bits, Budgeted node, SeededSource source)
    {
        var rows = new List<(double[] Subset, double Answer)>();
        for (int question = 0; question < Questions; question++)
        {
            double[] subset = [.. bits.Select(_ => (double)source.NextBelow(2))];
            rows.Add((subset, node.Count((long)subset.Zip(bits, (member, bit) => member * bit).Sum())!.Value));
        }

        // The attacker knows that bits are fair: half of each subset is taken off, and added to the guess again.
        return [.. LeastSquares.Solve([.. rows.Select(row => (row.Subset, row.Answer - (row.Subset.Sum() / 2)))], ridge: 1e-6).Select(x => x + .5)];
    }
}
