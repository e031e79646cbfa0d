namespace FederatedGateway.Privacy.Tests;

/// <summary>Goodness of fit; each check refuses a true sampler with a probability below 1e-6.</summary>
internal static class Fit
{
    // The normal quantile of 1e-7; the tenfold margin covers the Wilson-Hilferty approximation of the chi-square quantile.
    private const double Quantile = 5.1993;

    /// <summary>Pearson's chi-square with cells of at least 25 expected draws, the rest pooled.</summary>
    public static bool ChiSquareRejects(Func<long> draw, Func<long, double> pmf, int draws)
    {
        Dictionary<long, int> counts = [];
        for (int i = 0; i < draws; i++)
        {
            long value = draw();
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }

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

    private static double Critical(int degrees)
    {
        double spread = 2 / (9.0 * degrees);
        return degrees * Math.Pow(1 - spread + (Quantile * Math.Sqrt(spread)), 3);
    }
}
