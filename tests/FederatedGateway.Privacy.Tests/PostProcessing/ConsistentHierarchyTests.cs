namespace FederatedGateway.Privacy.Tests;

public sealed class ConsistentHierarchyTests
{
    [Fact]
    public void Parents_equal_the_sum_of_their_children()
    {
        foreach (Case random in Cases(51))
        {
            Assert.True(AddsUp(random, random.Consistent.Fit(random.Noisy)));
            Assert.True(AddsUp(random, random.Consistent.FitNonNegative(random.Noisy)));
            Assert.False(AddsUp(random, random.Noisy));
        }
    }

    [Fact]
    public void Numbers_that_add_up_are_returned_as_they_are()
    {
        foreach (Case random in Cases(52))
        {
            Assert.Equal(random.Truth, random.Consistent.Fit(random.Truth));
        }
    }

    // A linear map that returns every consistent vector as it is has no bias, whatever the noise.
    [Fact]
    public void The_fit_is_linear_and_so_unbiased()
    {
        foreach (Case random in Cases(53))
        {
            double[] noise = [.. random.Noisy.Zip(random.Truth, (noisy, truth) => noisy - truth)];
            AssertClose(random.Consistent.Fit(random.Noisy), [.. random.Truth.Zip(random.Consistent.Fit(noise), (truth, error) => truth + error)]);
        }
    }

    [Fact]
    public void Residuals_meet_the_normal_equations()
    {
        foreach (Case random in Cases(54))
        {
            Assert.True(MeetsNormalEquations(random, random.Consistent.Fit(random.Noisy)));
        }
    }

    [Fact]
    public void Sabotage_variances_ignored_is_caught()
    {
        Assert.DoesNotContain(Cases(55), random =>
        {
            var equal = new ConsistentHierarchy(random.Hierarchy, [.. random.Variances.Select(variance => double.IsFinite(variance) ? 1 : variance)]);
            return MeetsNormalEquations(random, equal.Fit(random.Noisy));
        });
    }

    [Fact]
    public void No_variance_grows_and_each_is_the_one_stated()
    {
        foreach (Case random in Cases(56))
        {
            double[] stated = random.Consistent.FittedVariances();
            double[][] columns = Columns(random);
            for (int i = 0; i < stated.Length; i++)
            {
                double exact = columns.Select((column, j) => column[i] == 0 ? 0 : column[i] * column[i] * random.Variances[j]).Sum();
                Assert.Equal(exact, stated[i], 1e-9 * exact);
                Assert.True(stated[i] <= random.Variances[i] * (1 + 1e-12));
            }
        }
    }

    [Fact]
    public void The_error_of_a_prefix_is_the_one_stated()
    {
        RangeTree tree = RangeTree.Create(new(0, 99), 3, 3);
        var hierarchy = Hierarchy.Of(tree);
        double[] variances = [double.PositiveInfinity, .. Enumerable.Range(1, tree.Width).Select(i => 1 + (i % 5 / 3.0))];
        var consistent = new ConsistentHierarchy(hierarchy, variances);
        double[][] columns = Columns(hierarchy.Count, consistent);
        for (int bin = 0; bin < tree.Bins; bin++)
        {
            int first = hierarchy.Count - tree.Bins;
            (double slope, double rest) = consistent.PrefixError(first + bin);
            foreach (double p in new[] { 0, .25, .5, 1 })
            {
                double exact = columns.Select((column, j) => j == 0 ? 0 : Math.Pow(column.Skip(first).Take(bin + 1).Sum() - (p * column[0]), 2) * variances[j]).Sum();
                Assert.Equal(exact, ((slope - p) * (slope - p) * consistent.TotalVariance) + rest, 1e-9);
            }
        }
    }

    [Fact]
    public void Numbers_that_are_not_negative_stay_as_the_fit_has_them()
    {
        foreach (Case random in Cases(57))
        {
            double[] raised = [.. random.Noisy.Zip(random.Truth, (noisy, truth) => noisy + (1000 * truth))];
            double[] fitted = random.Consistent.Fit(raised);
            double[] shared = random.Consistent.FitNonNegative(raised);
            Assert.All(shared, value => Assert.True(value >= 0));
            if (fitted.All(value => value >= 0))
            {
                AssertClose(fitted, shared);
            }
        }
    }

    [Fact]
    public void Nothing_negative_is_left_and_a_family_is_the_nearest_one()
    {
        var family = new ConsistentHierarchy(Hierarchy.Create([-1, 0, 0, 0]), [1e-9, 1, 1, 4]);
        // From (6, -3, 8) to a sum of 10 with variances 1, 1, 4: the second is 0, the others share the excess of 4 as 1 to 4.
        AssertClose([10, 5.2, 0, 4.8], family.FitNonNegative([10, 6, -3, 8]));
        AssertClose([5, 5, 0, 0], family.FitNonNegative([5, 6, -3, 2]));
        AssertClose([0, 0, 0, 0], family.FitNonNegative([-5, 6, -3, 2]));
        foreach (Case random in Cases(58))
        {
            Assert.All(random.Consistent.FitNonNegative(random.Noisy), value => Assert.True(value >= 0));
        }
    }

    [Fact]
    public void The_two_passes_are_linear_in_the_nodes()
    {
        int[] chain = [.. Enumerable.Range(-1, 200_000)];
        double[] fitted = new ConsistentHierarchy(Hierarchy.Create(chain), [.. chain.Select(_ => 1.0)]).Fit([.. chain.Select(i => (double)(i & 1))]);
        Assert.All(fitted, value => Assert.Equal(.5, value, 1e-6));
    }

    [Fact]
    public void A_shape_or_variance_that_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Hierarchy.Create([]));
        Assert.Throws<ArgumentException>(() => Hierarchy.Create([0]));
        Assert.Throws<ArgumentException>(() => Hierarchy.Create([-1, -1]));
        Assert.Throws<ArgumentException>(() => Hierarchy.Create([-1, 2, 0]));
        Hierarchy pair = Hierarchy.Create([-1, 0]);
        foreach (double wrong in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<ArgumentException>(() => new ConsistentHierarchy(pair, [1, wrong]));
        }

        Assert.ThrowsAny<ArgumentException>(() => new ConsistentHierarchy(pair, [1]));
        Assert.ThrowsAny<ArgumentException>(() => new ConsistentHierarchy(pair, [1, 1]).Fit([1]));
    }

    private static bool AddsUp(Case random, double[] numbers)
    {
        double[] sums = new double[numbers.Length];
        for (int i = 1; i < numbers.Length; i++)
        {
            sums[random.Hierarchy.ParentOf(i)] += numbers[i];
        }

        return Enumerable.Range(0, numbers.Length).All(i => random.Hierarchy.IsLeaf(i) || Math.Abs(sums[i] - numbers[i]) < 1e-7);
    }

    // For each leaf, the weighted residuals of itself and all above it add up to 0.
    private static bool MeetsNormalEquations(Case random, double[] fitted)
    {
        for (int leaf = 0; leaf < fitted.Length; leaf++)
        {
            double sum = 0;
            for (int node = leaf; node >= 0 && random.Hierarchy.IsLeaf(leaf); node = random.Hierarchy.ParentOf(node))
            {
                sum += (random.Noisy[node] - fitted[node]) / random.Variances[node];
            }

            if (Math.Abs(sum) > 1e-6)
            {
                return false;
            }
        }

        return true;
    }

    private static double[][] Columns(Case random) => Columns(random.Truth.Length, random.Consistent);

    private static double[][] Columns(int count, ConsistentHierarchy consistent) =>
        [.. Enumerable.Range(0, count).Select(j => consistent.Fit([.. Enumerable.Range(0, count).Select(i => i == j ? 1.0 : 0)]))];

    private static void AssertClose(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-6 + (1e-12 * Math.Abs(expected[i])));
        }
    }

    private static IEnumerable<Case> Cases(ulong seed)
    {
        var random = new SeededSource(seed);
        for (int i = 0; i < 60; i++)
        {
            int[] parents = [-1, 0, 0, .. Enumerable.Range(3, 2 + (int)random.NextBelow(40)).Select(node => (int)random.NextBelow((ulong)node))];
            var hierarchy = Hierarchy.Create(parents);
            var truth = new double[parents.Length];
            for (int node = parents.Length - 1; node >= 0; node--)
            {
                truth[node] += hierarchy.IsLeaf(node) ? random.NextBelow(30) : 0;
                if (node > 0)
                {
                    truth[parents[node]] += truth[node];
                }
            }

            double[] variances = [.. truth.Select((_, node) => !hierarchy.IsLeaf(node) && random.NextBelow(5) == 0 ? double.PositiveInfinity : (1 + random.NextBelow(1000)) / 10.0)];
            double[] noisy = [.. truth.Zip(variances, (value, variance) => value + ((double.IsFinite(variance) ? Math.Sqrt(variance) : 9) * (random.NextBelow(2001) - 1000.0) / 500))];
            yield return new(hierarchy, variances, truth, noisy, new(hierarchy, variances));
        }
    }

    private sealed record Case(Hierarchy Hierarchy, double[] Variances, double[] Truth, double[] Noisy, ConsistentHierarchy Consistent);
}
