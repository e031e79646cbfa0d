namespace FederatedGateway.Privacy;

/// <summary>Quantiles of a noisy tree of counts, with intervals.</summary>
/// <remarks>
/// The interval inverts a test: bin j is kept unless the fitted counts up to j are significantly below p of the total, or those up to j - 1
/// significantly not below it. Both tests use a bound of the tail of a weighted sum of the noises, which no normal approximation enters:
/// docs/proofs/quantiles.md.
/// </remarks>
[Proof("quantiles")]
internal sealed class TreeQuantiles
{
    private const double Outward = 1 + 1e-9;

    private readonly RangeTree tree;
    private readonly NoiseKind kind;
    private readonly ConsistentHierarchy consistent;
    private readonly (double Slope, double Variance)[] errors;

    /// <summary>Prepares for the noise of each number.</summary>
    public TreeQuantiles(RangeTree tree, NoiseKind kind, double variance)
    {
        this.tree = tree;
        this.kind = kind;
        double[] variances = [double.PositiveInfinity, .. Enumerable.Repeat(variance, tree.Width)];
        consistent = new(Hierarchy.Of(tree), variances);
        errors = [.. Enumerable.Range(0, tree.Bins).Select(bin => consistent.PrefixError(LeafOf(bin)))];
    }

    /// <summary>The quantiles; <see langword="null"/> for all when the fitted total is not above zero.</summary>
    /// <param name="numbers">The tree's numbers, coarsest level first.</param>
    /// <param name="probabilities">Which quantiles; each above 0 and below 1.</param>
    /// <param name="confidence">Of each interval.</param>
    public IEnumerable<Estimate?> Estimates(double[] numbers, IReadOnlyList<decimal> probabilities, decimal confidence)
    {
        double[] withTotal = [0, .. numbers];
        double[] fitted = consistent.Fit(withTotal);
        double[] smooth = consistent.FitNonNegative(withTotal);
        double reach = Reach((double)(1 - confidence)) * Outward;
        return probabilities.Select(p => smooth[0] > 0 ? One(fitted, smooth, CheckedProbability(p), reach) : (Estimate?)null);
    }

    /// <summary>The standard deviation of the fitted count up to a bin, less p times the fitted total.</summary>
    public double Deviation(int bin, double p) =>
        Math.Sqrt(((errors[bin].Slope - p) * (errors[bin].Slope - p) * consistent.TotalVariance) + errors[bin].Variance);

    // How many standard deviations a weighted sum of noises passes with a probability of at most half of what is allowed, on either side:
    // Gaussians by Chernoff's bound, others by Cantelli's, which holds for every distribution.
    private double Reach(double allowed) =>
        kind == NoiseKind.Gaussian ? Math.Sqrt(2 * Math.Log(2 / allowed)) : Math.Sqrt((2 / allowed) - 1);

    private static double CheckedProbability(decimal p) =>
        p is > 0 and < 1 ? (double)p : throw new ArgumentException("A quantile is above 0 and below 1.", nameof(p));

    private Estimate One(double[] fitted, double[] smooth, double p, double reach)
    {
        int first = 0;
        int last = 0;
        bool found = false;
        double excess = -p * fitted[0];
        for (int bin = 0; bin < tree.Bins; bin++)
        {
            excess += fitted[LeafOf(bin)];
            double allowed = reach * Deviation(bin, p);
            if (!found && (excess >= -allowed || bin == tree.Bins - 1))
            {
                first = bin;
                found = true;
            }

            if (excess < allowed && bin < tree.Bins - 1)
            {
                last = bin + 1;
            }
        }

        double lowest = tree.LowOf(first);
        double highest = tree.HighOf(last);
        return new Estimate(Middle(smooth, p), lowest, highest).Within(lowest, highest);
    }

    // Walks the counts that are not negative, so that what is found cannot depend on where counts go down.
    private double Middle(double[] smooth, double p)
    {
        double wanted = p * smooth[0];
        int bin = 0;
        while (bin < tree.Bins - 1 && smooth[LeafOf(bin)] < wanted)
        {
            wanted -= smooth[LeafOf(bin)];
            bin++;
        }

        double count = smooth[LeafOf(bin)];
        double within = count > 0 ? Math.Clamp(wanted / count, 0, 1) : 0;
        return tree.LowOf(bin) + (within * (tree.HighOf(bin) - tree.LowOf(bin)));
    }

    private int LeafOf(int bin) => 1 + tree.Width - tree.Bins + bin;
}
