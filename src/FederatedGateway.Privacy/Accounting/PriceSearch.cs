using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>The reverse question: what price makes an answer as precise as wanted.</summary>
[Proof("price-split")]
public static class PriceSearch
{
    private const long Most = 1L << 62;

    /// <summary>
    /// The price of one component, in nano-rho, at which the noise interval of the sum over agencies is at most ±<paramref name="halfWidth"/>;
    /// one nano-rho less would be too wide.
    /// </summary>
    /// <param name="halfWidth">Zero or more, in the component's integer units.</param>
    /// <param name="confidence">For example 0.95; above 0 and below 1.</param>
    /// <param name="l2Squared">The component's squared sensitivity, L0 Linf²; 1 or more.</param>
    /// <param name="agencies">How many agencies' answers are added, each with discrete Gaussian noise of its own; 1 to 1,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range, or no price below 2^62 nano-rho is enough.</exception>
    public static long PriceFor(long halfWidth, decimal confidence, BigInteger l2Squared, int agencies)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(halfWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(l2Squared, BigInteger.One);
        ArgumentOutOfRangeException.ThrowIfLessThan(agencies, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(agencies, 1000);
        // Below this the variance is beyond 2^104, far wider than any half-width of 63 bits.
        var tooLittle = (long)BigInteger.Min(Most, (l2Squared * 500_000_000) >> 104);
        long fits = tooLittle + 1;
        while (fits < Most && !Fits(fits))
        {
            tooLittle = fits;
            fits = fits > Most / 2 ? Most : fits * 2;
        }

        if (!Fits(fits))
        {
            throw new ArgumentOutOfRangeException(nameof(halfWidth), "No price is enough: widen the interval or lower the bound.");
        }

        while (fits - tooLittle > 1)
        {
            long middle = tooLittle + ((fits - tooLittle) / 2);
            (tooLittle, fits) = Fits(middle) ? (tooLittle, middle) : (middle, fits);
        }

        return fits;

        bool Fits(long nanoRho)
        {
            var variance = new Rational(l2Squared * 500_000_000, nanoRho);
            return NoiseInterval.HalfWidth([.. Enumerable.Repeat(variance, agencies)], confidence) <= halfWidth;
        }
    }
}
