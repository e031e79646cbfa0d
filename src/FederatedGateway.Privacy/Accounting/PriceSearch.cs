using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>The reverse question: what price makes an answer as precise as wanted.</summary>
[Proof("price-split")]
public static class PriceSearch
{
    private const long Most = 1L << 62;

    /// <summary>
    /// The price of one component, in units of 1e-9 (of rho with Gaussian noise, of epsilon with Laplace noise), at which the noise interval of the sum over
    /// agencies is at most ±<paramref name="halfWidth"/>; one unit less would be too wide.
    /// </summary>
    /// <param name="kind">The shape of the noise.</param>
    /// <param name="halfWidth">Zero or more, in the component's integer units.</param>
    /// <param name="confidence">For example 0.95; above 0 and below 1.</param>
    /// <param name="component">The component.</param>
    /// <param name="maxGroups">L0, the most groups that one unit's rows touch; 1 or more.</param>
    /// <param name="agencies">How many agencies' answers are added, each with noise of its own; 1 to 1,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range, or no price below 2^62 units is enough.</exception>
    public static long PriceFor(NoiseKind kind, long halfWidth, decimal confidence, MeasureComponent component, int maxGroups, int agencies)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentOutOfRangeException.ThrowIfNegative(halfWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxGroups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(agencies, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(agencies, 1000);
        Sensitivity sensitivity = Sensitivity.Of(maxGroups, component);
        // Below this the noise is beyond 2^52, far wider than any half-width that a release can hold.
        BigInteger least = kind == NoiseKind.Gaussian ? (sensitivity.L2Squared * 500_000_000) >> 104 : (sensitivity.L1 * 1_000_000_000) >> 50;
        return Least((long)BigInteger.Min(Most, least), price =>
                NoiseInterval.HalfWidth([.. Enumerable.Repeat(NoiseFor(kind, sensitivity, price), agencies)], confidence) <= halfWidth)
            ?? throw new ArgumentOutOfRangeException(nameof(halfWidth), "No price is enough: widen the interval or lower the bound.");
    }

    private static NoiseDistribution NoiseFor(NoiseKind kind, Sensitivity sensitivity, long price) => kind == NoiseKind.Gaussian
        ? NoiseDistribution.Gaussian(new(sensitivity.L2Squared * 500_000_000, price))
        : NoiseDistribution.Laplace(new PureLoss(price).LaplaceScale(sensitivity.L1));

    private static long? Least(long tooLittle, Func<long, bool> fits)
    {
        long enough = tooLittle + 1;
        while (enough < Most && !fits(enough))
        {
            tooLittle = enough;
            enough = enough > Most / 2 ? Most : enough * 2;
        }

        if (!fits(enough))
        {
            return null;
        }

        while (enough - tooLittle > 1)
        {
            long middle = tooLittle + ((enough - tooLittle) / 2);
            (tooLittle, enough) = fits(middle) ? (tooLittle, middle) : (middle, enough);
        }

        return enough;
    }
}
