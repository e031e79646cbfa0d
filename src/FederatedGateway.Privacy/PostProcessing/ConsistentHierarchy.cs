namespace FederatedGateway.Privacy;

/// <summary>
/// Makes noisy numbers of a hierarchy add up: the sums nearest to the numbers, each weighted by 1 over its variance. Costs nothing, because it
/// reads released numbers and public variances only.
/// </summary>
/// <remarks>
/// Weighted least squares in two linear passes: Hay, Rastogi, Miklau and Suciu, "Boosting the Accuracy of Differentially Private Histograms
/// Through Consistency" (arXiv 0904.0942), section 4, for any shape and any variances. Unbiased, and of all linear unbiased
/// ways the one of least variance: docs/proofs/consistency.md.
/// </remarks>
[Proof("consistency")]
public sealed class ConsistentHierarchy
{
    private readonly Hierarchy hierarchy;

    // Of a node from its own number and those below it.
    private readonly double[] below;

    // Of the sum of a node's children, each from below; 0 for a leaf.
    private readonly double[] childSum;

    // How far a node's own number is trusted less than its children: 0 it alone, 1 the children alone.
    private readonly double[] trust;

    /// <summary>Prepares for the numbers' noise.</summary>
    /// <param name="hierarchy">The shape.</param>
    /// <param name="variances">The noise variance of each number, above zero; positive infinity where a node other than a leaf was not measured.</param>
    /// <exception cref="ArgumentException">A variance is missing, zero, negative or not a number, or that of a leaf is infinite.</exception>
    public ConsistentHierarchy(Hierarchy hierarchy, IReadOnlyList<double> variances)
    {
        ArgumentNullException.ThrowIfNull(hierarchy);
        ArgumentNullException.ThrowIfNull(variances);
        ArgumentOutOfRangeException.ThrowIfNotEqual(variances.Count, hierarchy.Count, nameof(variances));
        this.hierarchy = hierarchy;
        below = new double[hierarchy.Count];
        childSum = new double[hierarchy.Count];
        trust = new double[hierarchy.Count];
        for (int i = hierarchy.Count - 1; i >= 0; i--)
        {
            if (!(variances[i] > 0) || (hierarchy.IsLeaf(i) && !double.IsFinite(variances[i])))
            {
                throw new ArgumentException("Each number needs a variance above zero, and each leaf a finite one.", nameof(variances));
            }

            trust[i] = hierarchy.IsLeaf(i) ? 0 : variances[i] / (variances[i] + childSum[i]);
            trust[i] = double.IsNaN(trust[i]) ? 1 : trust[i];
            below[i] = hierarchy.IsLeaf(i) ? variances[i] : childSum[i] * trust[i];
            if (i > 0)
            {
                childSum[hierarchy.ParentOf(i)] += below[i];
            }
        }
    }

    /// <summary>The numbers nearest to those given of which each parent is the sum of its children, to within rounding.</summary>
    /// <param name="numbers">The noisy numbers by place; what stands for a node that was not measured does not matter.</param>
    /// <returns>Unbiased if the numbers are; none has a larger variance than before. Numbers that add up already are returned as they are.</returns>
    public double[] Fit(ReadOnlySpan<double> numbers)
    {
        double[] fitted = Gather(numbers, out double[] sums);
        for (int i = 1; i < fitted.Length; i++)
        {
            int parent = hierarchy.ParentOf(i);
            fitted[i] += below[i] / childSum[parent] * (fitted[parent] - sums[parent]);
        }

        return fitted;
    }

    /// <summary>The variance of each number that <see cref="Fit"/> returns, in the order of the numbers.</summary>
    public double[] FittedVariances()
    {
        var variances = new double[below.Length];
        variances[0] = below[0];
        for (int i = 1; i < variances.Length; i++)
        {
            int parent = hierarchy.ParentOf(i);
            double share = below[i] / childSum[parent];
            variances[i] = (share * share * variances[parent]) + (below[i] * (1 - share));
        }

        return variances;
    }

    /// <summary>
    /// The same, and none below zero: from the top down, each parent's children are the ones nearest to their own estimates that are not
    /// negative and add up to the parent.
    /// </summary>
    /// <remarks>Biased upwards where the truth is near zero, and downwards beside it; the top is biased only as far as it had to be raised to 0.</remarks>
    public double[] FitNonNegative(ReadOnlySpan<double> numbers)
    {
        double[] fitted = Gather(numbers, out _);
        fitted[0] = Math.Max(0, fitted[0]);
        for (int parent = 0; parent < fitted.Length; parent++)
        {
            Share(fitted, fitted[parent], [.. hierarchy.ChildrenOf(parent)]);
        }

        return fitted;
    }

    /// <summary>
    /// Splits the error of the sum of the fitted leaves up to this one into the total's error times a slope and an error of variance
    /// <c>Variance</c> that is uncorrelated with the total's. Leaves are in the order of their places, and children of one parent stand together.
    /// </summary>
    internal (double Slope, double Variance) PrefixError(int lastLeaf)
    {
        double slope = 1;
        double rest = 0;
        for (int node = lastLeaf; node > 0; node = hierarchy.ParentOf(node))
        {
            int parent = hierarchy.ParentOf(node);
            double left = hierarchy.ChildrenOf(parent).TakeWhile(sibling => sibling < node).Sum(sibling => below[sibling]);
            double linear = left + (slope * below[node]);
            rest += left + (slope * slope * below[node]) - (linear * linear / childSum[parent]);
            slope = linear / childSum[parent];
        }

        return (slope, Math.Max(0, rest));
    }

    /// <summary>The variance of the fitted total.</summary>
    internal double TotalVariance => below[0];

    // From the leaves up: each node's best estimate from itself and what is below it.
    private double[] Gather(ReadOnlySpan<double> numbers, out double[] sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(numbers.Length, hierarchy.Count, nameof(numbers));
        double[] gathered = numbers.ToArray();
        sums = new double[numbers.Length];
        for (int i = numbers.Length - 1; i >= 0; i--)
        {
            if (!hierarchy.IsLeaf(i))
            {
                gathered[i] = trust[i] == 1 ? sums[i] : gathered[i] + (trust[i] * (sums[i] - gathered[i]));
            }

            if (i > 0)
            {
                sums[hierarchy.ParentOf(i)] += gathered[i];
            }
        }

        return gathered;
    }

    // Minimises the sum of (x - z)²/v over x >= 0 with a given sum: x = max(0, z + v t), where t is found from the largest z/v down.
    private void Share(double[] fitted, double total, int[] children)
    {
        Array.Sort(children, (one, two) => (fitted[two] / below[two]).CompareTo(fitted[one] / below[one]));
        double sum = 0;
        double variance = 0;
        double step = 0;
        foreach (int child in children)
        {
            double next = (total - sum - fitted[child]) / (variance + below[child]);
            if (fitted[child] + (next * below[child]) < 0)
            {
                break;
            }

            sum += fitted[child];
            variance += below[child];
            step = next;
        }

        foreach (int child in children)
        {
            fitted[child] = variance == 0 ? 0 : Math.Max(0, fitted[child] + (step * below[child]));
        }
    }
}
