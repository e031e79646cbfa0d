namespace FederatedGateway.Privacy.Tests;

/// <summary>The same true figures released many times with seeded noise, by one agency or several.</summary>
internal static class Simulation
{
    /// <summary>Values of each release, added over the plans' agencies; the first agency has the truth and the others nothing.</summary>
    public static List<long[]> Releases(IReadOnlyList<MeasurementPlan> plans, long[] truth, int times, ulong seed)
    {
        var source = new SeededSource(seed);
        List<long[]> sums = [.. Enumerable.Range(0, times).Select(_ => new long[truth.Length])];
        for (int agency = 0; agency < plans.Count; agency++)
        {
            long[] values = agency == 0 ? truth : new long[truth.Length];
            TrueCell<int>[] cells = [.. Enumerable.Range(0, times).Select(i => new TrueCell<int>(i, 10_000_000, values))];
            foreach (ReleasedCell<int> cell in plans[agency].Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>(cells), source).Value)
            {
                for (int i = 0; i < truth.Length; i++)
                {
                    sums[cell.Key][i] += cell.Values[i];
                }
            }
        }

        return sums;
    }

    /// <summary>
    /// How many intervals miss. At 95 %, 4,000 fair intervals miss more than 290 times, and 1,000 more than 95 times, with a probability below
    /// 1e-6 (Chernoff: exp(-n KL) is 7e-9 and 4e-7).
    /// </summary>
    public static int Misses(IEnumerable<Estimate?> estimates, double truth) =>
        estimates.Count(estimate => !(estimate is { } some && some.Lower <= truth && truth <= some.Upper));
}
