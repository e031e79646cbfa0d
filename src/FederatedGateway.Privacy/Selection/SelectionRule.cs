using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// The k rule inside the guarantee: a group of fewer than k units is never shown, a larger one with a probability that grows
/// with its size. Which keys exist is thereby protected as well; absent and withheld look the same.
/// </summary>
/// <remarks>The truncated geometric of "Differentially private partition selection" (arXiv 2006.03684), shifted by k.</remarks>
[Proof("selection")]
public sealed class SelectionRule : KRule
{
    private static readonly BigInteger Scale = BigInteger.One << 64;

    private readonly PublishTable table;

    private SelectionRule(int k, PublishTable table)
        : base(k)
    {
        this.table = table;
        UnitsForCertainty = k - 1L + table.Certainty;
        UnitsForHalfChance = FirstAtLeastHalf();
    }

    /// <summary>The smallest group that is shown at least every other time.</summary>
    public long UnitsForHalfChance { get; }

    /// <summary>The smallest group that is always shown.</summary>
    public long UnitsForCertainty { get; }

    /// <summary>Makes the rule from the guarantee of one group's decision.</summary>
    /// <param name="k">The fewest units that can be shown; 1 or more.</param>
    /// <param name="epsilonPerGroup">epsilon of one group's decision; zero or more.</param>
    /// <param name="deltaPerGroup">delta of one group's decision; above 0 and below 1. The smallest group is shown with this probability.</param>
    /// <exception cref="ArgumentException">A parameter is out of range, or so small that hardly any group would be shown.</exception>
    public static SelectionRule Create(int k, decimal epsilonPerGroup, decimal deltaPerGroup)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epsilonPerGroup);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deltaPerGroup, 0m);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(deltaPerGroup, 1m);
        return Create(k, Rational.FromDecimal(epsilonPerGroup), Rational.FromDecimal(deltaPerGroup));
    }

    /// <summary>The probability that a group of this many units is shown. For display and tests: decisions compare whole numbers.</summary>
    public double PublishProbability(long units) => Math.ScaleB((double)Threshold(units), -64);

    /// <summary>
    /// Makes the rule from what an answer may spend on it. Each of a unit's L0 groups costs (epsilon²/2, delta) in approximate
    /// zCDP, so epsilon = sqrt(2 rho / L0) and delta/L0 a group spend exactly the budget.
    /// </summary>
    internal static SelectionRule FromBudget(int k, PrivacyLoss budget, int maxGroups)
    {
        // floor(sqrt(2 rho / L0) 2^64): rounded down, so the rule never costs more than it was given.
        BigInteger squared = (2 * new BigInteger(budget.NanoRho) << 128) / (new BigInteger(1_000_000_000) * maxGroups);
        var epsilon = new Rational(IntegerRoot.Floor(squared), Scale);
        var delta = new Rational(budget.DeltaUnits, new BigInteger(1_000_000_000_000_000) * maxGroups);
        return Create(k, epsilon, delta);
    }

    /// <summary>Whether to show a group of this many units; a fresh random decision.</summary>
    internal bool Decide(long units, NoiseSource source) => table.Decide(units - (K - 1L), source);

    /// <summary>The probability of showing, in units of 2^-64, exact.</summary>
    internal UInt128 Threshold(long units) => table.Threshold(units - (K - 1L));

    private static SelectionRule Create(int k, Rational epsilon, Rational delta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        BigInteger units = (delta.Numerator * Scale) / delta.Denominator;
        PublishTable? table = units.IsZero || units >= Scale ? null : PublishTable.Create(Growth.FromEpsilon(epsilon), (ulong)units);
        return table is null
            ? throw new ArgumentException($"The k rule cannot work with epsilon {epsilon.ToDouble():g3} and delta {delta.ToDouble():g3} a group: raise the price's epsilon or delta, or lower the groups per unit (delta must stay below 1).", nameof(delta))
            : new(k, table);
    }

    private long FirstAtLeastHalf()
    {
        long below = K - 1L;
        long atLeast = UnitsForCertainty;
        while (atLeast - below > 1)
        {
            long middle = below + ((atLeast - below) / 2);
            (below, atLeast) = Threshold(middle) >= UInt128.One << 63 ? (below, middle) : (middle, atLeast);
        }

        return atLeast;
    }
}
