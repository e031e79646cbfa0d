using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// Converts between zero-concentrated differential privacy, in which budgets are kept, and the (epsilon, delta) that officers
/// agree on. Every conversion is rounded towards more loss.
/// </summary>
/// <remarks>
/// Canonne, Kamath and Steinke (arXiv 2004.00010), proved again in docs/proofs/zcdp-accounting.md: rho-zCDP gives (epsilon, delta)-DP with
/// delta = min over a &gt; 1 of exp((a-1)(a rho - epsilon) + a ln(1-1/a)) / (a-1). Any a gives a true guarantee, so a is chosen in
/// floating point and the formula is then evaluated with certain bounds.
/// </remarks>
[Proof("zcdp-accounting")]
public static class ZeroConcentrated
{
    private const int OrderPlaces = 40;
    private static readonly BigInteger LogarithmUnit = BigInteger.One << Logarithm.Places;
    private static readonly Rational NanoUnit = new(1, 1_000_000_000);

    /// <summary>The epsilon of the (epsilon, delta)-DP that rho-zCDP gives, rounded up to 6 decimals.</summary>
    /// <param name="nanoRho">rho in units of 1e-9; zero or more.</param>
    /// <param name="delta">delta; above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static decimal Epsilon(long nanoRho, decimal delta)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoRho);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delta, 0m);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(delta, 1m);
        if (nanoRho == 0)
        {
            return 0m;
        }

        Rational exactDelta = Rational.FromDecimal(delta);
        var excess = new Rational(BestOrderLessOne(nanoRho, exactDelta), BigInteger.One << OrderPlaces);
        Rational divergence = (excess + Rational.FromInteger(1)) * Rational.FromInteger(nanoRho) * NanoUnit;
        return Decimals.Up(UpperEpsilon(divergence, exactDelta, excess), 6);
    }

    /// <summary>The delta of the (epsilon, delta)-DP that rho-zCDP gives, rounded up to 18 decimals; at most 1.</summary>
    /// <param name="nanoRho">rho in units of 1e-9; zero or more.</param>
    /// <param name="epsilon">epsilon; zero to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static decimal Delta(long nanoRho, decimal epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoRho);
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epsilon, 1_000_000m);
        if (nanoRho == 0)
        {
            return 0m;
        }

        Rational excess = OrderLessOneForDelta(nanoRho, epsilon);
        Rational order = excess + Rational.FromInteger(1);
        Rational rho = Rational.FromInteger(nanoRho) * NanoUnit;
        Rational exponent = (excess * ((order * rho) - Rational.FromDecimal(epsilon)))
            + (order * new Rational(Logarithm.Up(excess / order), LogarithmUnit)) - new Rational(Logarithm.Down(excess), LogarithmUnit);
        return exponent.Sign >= 0 ? 1m : Decimals.Up(new(NegativeExponent.Of(-exponent).Up, BigInteger.One << NegativeExponent.Places), 18);
    }

    /// <summary>The largest rho, in units of 1e-9, whose <see cref="Epsilon"/> at this delta is at most epsilon; 0 when there is none.</summary>
    /// <param name="epsilon">epsilon; zero to 1,000,000.</param>
    /// <param name="delta">delta; above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static long LargestNanoRho(decimal epsilon, decimal delta)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epsilon, 1_000_000m);
        long fits = 0;
        long exceeds = 1;
        while (Epsilon(exceeds, delta) <= epsilon)
        {
            fits = exceeds;
            exceeds *= 2;
        }

        while (exceeds - fits > 1)
        {
            long middle = fits + ((exceeds - fits) / 2);
            (fits, exceeds) = Epsilon(middle, delta) <= epsilon ? (middle, exceeds) : (fits, middle);
        }

        return fits;
    }

    /// <summary>
    /// The cap that an officer's (epsilon, delta) sets: half of delta pays for the conversion, the other half is the budget of
    /// approximation. Any sequence of releases whose losses sum to within the cap is (epsilon, delta)-DP together.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static PrivacyLoss Cap(decimal epsilon, decimal delta) =>
        new(LargestNanoRho(epsilon, delta / 2), (long)decimal.Floor(delta / 2 * 1_000_000_000_000_000m));

    /// <summary>
    /// An officer's view of a spent loss: the epsilon at the delta agreed, of which half pays for the conversion (less when the loss
    /// has itself used more than half).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The loss has used all of delta, or an argument is out of its range.</exception>
    public static decimal EpsilonOf(PrivacyLoss loss, decimal delta)
    {
        decimal left = delta - (loss.DeltaUnits / 1_000_000_000_000_000m);
        return Epsilon(loss.NanoRho, Math.Min(delta / 2, left));
    }

    /// <summary>
    /// At least the epsilon, at this delta, of a mechanism whose Rényi divergence of one order is known: D + ln((a-1)/a) - (ln delta + ln a)/(a-1),
    /// every logarithm rounded towards a larger epsilon. rho-zCDP has D = a rho.
    /// </summary>
    internal static Rational UpperEpsilon(Rational divergence, Rational delta, Rational orderLessOne)
    {
        Rational order = orderLessOne + Rational.FromInteger(1);
        var ratio = new Rational(Logarithm.Up(orderLessOne / order), LogarithmUnit);
        var product = new Rational(Logarithm.Down(delta * order), LogarithmUnit);
        return divergence + ratio - (product / orderLessOne);
    }

    // The derivative of epsilon(a) is rho + ln(delta a)/(a-1)²: below zero up to one point, above zero beyond. In units of 2^-40.
    private static BigInteger BestOrderLessOne(long nanoRho, Rational delta)
    {
        double rho = nanoRho * 1e-9;
        double logDelta = Math.Log(delta.ToDouble());
        double low = -60;
        double high = 100;
        for (int i = 0; i < 80; i++)
        {
            double middle = (low + high) / 2;
            double excess = Math.Exp(middle);
            bool falling = rho * excess * excess < -logDelta - Math.Log(1 + excess);
            (low, high) = falling ? (middle, high) : (low, middle);
        }

        return BigInteger.Max(BigInteger.One, new BigInteger(Math.ScaleB(Math.Exp(high), OrderPlaces)));
    }

    // The derivative of the logarithm of delta(a) is (2a-1) rho - epsilon + ln(1-1/a), which increases in a.
    private static Rational OrderLessOneForDelta(long nanoRho, decimal epsilon)
    {
        double rho = nanoRho * 1e-9;
        double low = -25;
        double high = 100;
        for (int i = 0; i < 80; i++)
        {
            double middle = (low + high) / 2;
            double excess = Math.Exp(middle);
            bool falling = (((2 * excess) + 1) * rho) - (double)epsilon - Math.Log(1 + (1 / excess)) < 0;
            (low, high) = falling ? (middle, high) : (low, middle);
        }

        return new(new BigInteger(Math.ScaleB(Math.Exp(high), OrderPlaces)), BigInteger.One << OrderPlaces);
    }
}
