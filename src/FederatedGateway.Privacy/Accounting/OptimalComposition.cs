using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// The tight (epsilon, delta) of a fixed number of releases that are each (e, d)-DP: that of randomised response. Holds for releases
/// chosen adaptively, but e, d and their number are fixed beforehand: it is a figure to report, not a filter.
/// </summary>
/// <remarks>Kairouz, Oh and Viswanath, "The composition theorem for differential privacy" (arXiv 1311.0776), theorem 3.3.</remarks>
[Proof("pure-epsilon")]
public static class OptimalComposition
{
    private const int MostReleases = 2000;
    private static readonly BigInteger Unit = BigInteger.One << NegativeExponent.Places;

    /// <summary>The delta at which this many releases are together (epsilon, delta)-DP, rounded up to 18 decimals.</summary>
    /// <param name="each">e of each release; at most 100.</param>
    /// <param name="releases">How many; 1 to 2,000.</param>
    /// <param name="epsilon">epsilon of all together; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static decimal Delta(PureLoss each, int releases, decimal epsilon)
    {
        Check(each, releases);
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        return Decimals.Up(DeltaUp(EpsilonOf(each), releases, Rational.FromDecimal(epsilon)), 18);
    }

    /// <summary>
    /// The least of e·n, e·(n-2), ... at which n releases, each (e, d)-DP, are together (epsilon, delta)-DP; null when d has used delta up.
    /// </summary>
    /// <param name="each">e of each release; at most 100.</param>
    /// <param name="deltaEach">d of each release; zero or more and below 1.</param>
    /// <param name="releases">n; 1 to 2,000.</param>
    /// <param name="delta">delta of all together; zero or more and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static PureLoss? Epsilon(PureLoss each, decimal deltaEach, int releases, decimal delta)
    {
        Check(each, releases);
        CheckDelta(deltaEach);
        CheckDelta(delta);
        Rational one = Rational.FromInteger(1);
        Rational kept = new(PowerDown(one - Rational.FromDecimal(deltaEach), releases), Unit);
        PureLoss? least = null;
        for (int times = releases; times >= 0; times -= 2)
        {
            Rational used = DeltaUp(EpsilonOf(each), releases, EpsilonOf(each) * Rational.FromInteger(times));
            if (one - (kept * (one - used)) > Rational.FromDecimal(delta))
            {
                break;
            }

            least = new PureLoss(each.NanoEpsilon * times);
        }

        return least;
    }

    // Of n independent answers, each true with odds exp(e), let j point one way. Their probabilities on two neighbours are
    // C(n,j) exp(-(n-j)e) / (1+exp(-e))^n and C(n,j) exp(-j e) / (1+exp(-e))^n; delta adds up what the first exceeds exp(epsilon) times the second by.
    private static Rational DeltaUp(Rational each, int releases, Rational epsilon)
    {
        BigInteger ways = BigInteger.One;
        BigInteger excess = BigInteger.Zero;
        for (int j = releases; j >= 0 && Rational.FromInteger((2 * j) - releases) * each > epsilon; j--)
        {
            BigInteger first = NegativeExponent.Of(Rational.FromInteger(releases - j) * each).Up;
            BigInteger second = NegativeExponent.Of((Rational.FromInteger(j) * each) - epsilon).Down;
            excess += ways * (first - second);
            ways = ways * j / (releases - j + 1);
        }

        return new(excess, PowerDown(new(Unit + NegativeExponent.Of(each).Down, Unit), releases));
    }

    // At most value^times, in units of 2^-320.
    private static BigInteger PowerDown(Rational value, int times)
    {
        BigInteger power = Unit;
        for (int i = 0; i < times; i++)
        {
            power = power * value.Numerator / value.Denominator;
        }

        return power;
    }

    private static Rational EpsilonOf(PureLoss loss) => new(loss.NanoEpsilon, 1_000_000_000);

    private static void Check(PureLoss each, int releases)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(each.NanoEpsilon, nameof(each));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(each.NanoEpsilon, 100_000_000_000, nameof(each));
        ArgumentOutOfRangeException.ThrowIfLessThan(releases, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(releases, MostReleases);
    }

    private static void CheckDelta(decimal delta)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(delta);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(delta, 1m);
    }
}
