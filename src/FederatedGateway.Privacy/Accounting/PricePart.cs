using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>One share of a question's rho and what its error costs: error = Weight · L2Squared / (2 rho).</summary>
/// <param name="Weight">How much its squared error matters; 1 or more. Of two measures in other units, the inverse square of a unit.</param>
/// <param name="L2Squared">The squared sensitivity, L0 Linf² for a measure; 1 or more.</param>
public readonly record struct PricePart(BigInteger Weight, BigInteger L2Squared)
{
    /// <summary>
    /// The k rule as a part: its error is its margin, the number of units above k at which a group is shown half of the time, which
    /// is close to ln(1 + e/(2 d))/e, with e = sqrt(2 rho/L0) and d = delta/L0.
    /// </summary>
    /// <param name="weight">How much the margin's square matters, in the weights' currency of a count's squared error; 1 or more.</param>
    /// <param name="price">The whole price; the logarithm is taken at half of it.</param>
    /// <param name="maxGroups">L0; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static PricePart Selection(BigInteger weight, PrivacyLoss price, int maxGroups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(price.NanoRho, 1, nameof(price));
        ArgumentOutOfRangeException.ThrowIfLessThan(price.DeltaUnits, 1, nameof(price));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxGroups, 1);
        BigInteger epsilon = IntegerRoot.Floor((new BigInteger(price.NanoRho) << 128) / (new BigInteger(1_000_000_000) * maxGroups));
        var odds = new Rational(epsilon * maxGroups * 1_000_000_000_000_000, (2 * new BigInteger(price.DeltaUnits)) << 64);
        // margin² = L0 ln²(...) / (2 rho); the logarithm in thousandths, so the square and L0 stand over 10^6.
        BigInteger thousandths = (Logarithm.Up(odds + Rational.FromInteger(1)) * 1000) >> Logarithm.Places;
        return new(weight, BigInteger.Max(1, maxGroups * thousandths * thousandths / 1_000_000));
    }
}
