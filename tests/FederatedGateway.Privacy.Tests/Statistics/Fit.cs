namespace FederatedGateway.Privacy.Tests;

/// <summary>Goodness of fit; each check refuses a true sampler with a probability below 1e-6.</summary>
internal static class Fit
{
    // The normal quantile of 1e-7; the tenfold margin covers the Wilson-Hilferty approximation of the chi-square quantile.
    private const double Quantile = 5.1993;

    /// <summary>Pearson's chi-square with cells of at least 25 expected draws, the rest pooled.</summary>
    public static bool ChiSquareRejects(Func<long> draw, Func<long, double> pmf, int draws)
    {
        Dictionary<long, int> counts = Count(draw, draws);
        double statistic = 0;
        double pooled = draws;
        int pooledSeen = draws;
        int cells = 0;
        for (long x = -3000; x <= 3000; x++)
        {
            double expected = draws * pmf(x);
            if (expected >= 25)
            {
                int seen = counts.GetValueOrDefault(x);
                statistic += (seen - expected) * (seen - expected) / expected;
                pooled -= expected;
                pooledSeen -= seen;
                cells++;
            }
        }

        statistic += (pooledSeen - pooled) * (pooledSeen - pooled) / Math.Max(pooled, 25);
        return statistic > Critical(cells);
    }

    /// <summary>The largest distance from a continuous distribution function; Dvoretzky-Kiefer-Wolfowitz with Massart's constant.</summary>
    public static bool DistanceRejects(Func<double> draw, Func<double, double> cdf, int draws, double lattice)
    {
        double[] sample = [.. Enumerable.Range(0, draws).Select(_ => draw()).Order()];
        double worst = 0;
        for (int i = 0; i < draws; i++)
        {
            double expected = cdf(sample[i]);
            worst = Math.Max(worst, Math.Max(Math.Abs(((i + 1.0) / draws) - expected), Math.Abs(((double)i / draws) - expected)));
        }

        return worst > Math.Sqrt(Math.Log(2 / 1e-6) / (2.0 * draws)) + lattice;
    }

    /// <summary>Pearson's chi-square for two samples of the same size, values with at least 50 draws in both together, the rest pooled.</summary>
    public static bool SamplesDiffer(Func<long> one, Func<long> other, int draws)
    {
        Dictionary<long, int> first = Count(one, draws);
        Dictionary<long, int> second = Count(other, draws);
        double statistic = 0;
        int cells = 0;
        (int First, int Second) left = (draws, draws);
        foreach (long x in first.Keys.Union(second.Keys))
        {
            int a = first.GetValueOrDefault(x);
            int b = second.GetValueOrDefault(x);
            if (a + b >= 50)
            {
                statistic += (double)(a - b) * (a - b) / (a + b);
                left = (left.First - a, left.Second - b);
                cells++;
            }
        }

        statistic += (double)(left.First - left.Second) * (left.First - left.Second) / Math.Max(left.First + left.Second, 50);
        return statistic > Critical(cells);
    }

    private static Dictionary<long, int> Count(Func<long> draw, int draws)
    {
        Dictionary<long, int> counts = [];
        for (int i = 0; i < draws; i++)
        {
            long value = draw();
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        return counts;
    }

    private static double Critical(int degrees)
    {
        double spread = 2 / (9.0 * degrees);
        return degrees * Math.Pow(1 - spread + (Quantile * Math.Sqrt(spread)), 3);
    }
}
