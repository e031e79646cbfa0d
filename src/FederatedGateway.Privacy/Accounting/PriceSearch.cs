namespace FederatedGateway.Privacy;

/// <summary>The reverse question: what price makes an answer as precise as wanted.</summary>
[Proof("price-split")]
public static class PriceSearch
{
    // No noise is left at such a price: an epsilon of 70,000 and more. Half of the square of the pure one fits into 64 bits.
    private const long MostRho = 1L << 50;
    private const long MostEpsilon = 1L << 46;

    /// <summary>
    /// The least price of a whole answer at which one of its measures, added over agencies, has a noise interval of at most ±<paramref name="halfWidth"/>; one
    /// unit less (of rho with Gaussian noise, of epsilon with Laplace noise) would be too wide.
    /// </summary>
    /// <param name="terms">The terms of the answer; its price's delta is kept.</param>
    /// <param name="plan">Plans the answer on terms with another price; null where there is no plan, for want of price.</param>
    /// <param name="wanted">The measure that is to be precise; one of them, with an interval that does not depend on the values.</param>
    /// <param name="halfWidth">Zero or more, in the measure's integer units.</param>
    /// <param name="confidence">For example 0.95; above 0 and below 1.</param>
    /// <param name="agencies">How many agencies' answers are added, each with noise of its own; 1 to 1,000.</param>
    /// <returns>Null if no price is enough.</returns>
    /// <exception cref="ArgumentException">An argument is out of its range, or the interval depends on the values.</exception>
    public static PrivacyLoss? PriceFor(
        MeasurementTerms terms, Func<MeasurementTerms, MeasurementPlan?> plan, Measurement wanted, long halfWidth, decimal confidence, int agencies)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentOutOfRangeException.ThrowIfNegative(halfWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(agencies, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(agencies, 1000);
        return Least(terms.Noise == NoiseKind.Laplace ? MostEpsilon : MostRho, units => WidthAt(units) <= halfWidth) is { } least ? PriceOf(least) : null;

        PrivacyLoss PriceOf(long units) =>
            terms.Noise == NoiseKind.Laplace ? new PureLoss(units).ToLoss() : terms.Price with { NanoRho = units };

        long WidthAt(long units)
        {
            if (plan(terms with { Price = PriceOf(units) }) is not { } planned)
            {
                return long.MaxValue;
            }

            var sums = SummedComponents.Of([.. Enumerable.Repeat(planned.Components, agencies)]);
            return wanted.HalfWidth(sums, confidence) ?? throw new ArgumentException($"The interval of {wanted.Name} depends on the answer.", nameof(wanted));
        }
    }

    private static long? Least(long most, Func<long, bool> fits)
    {
        if (!fits(most))
        {
            return null;
        }

        long tooLittle = 0;
        long enough = most;
        while (enough - tooLittle > 1)
        {
            long middle = tooLittle + ((enough - tooLittle) / 2);
            (tooLittle, enough) = fits(middle) ? (tooLittle, middle) : (middle, enough);
        }

        return enough;
    }
}
