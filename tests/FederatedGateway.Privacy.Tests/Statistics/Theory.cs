namespace FederatedGateway.Privacy.Tests;

/// <summary>The distributions that the samplers claim, computed from their definitions.</summary>
internal static class Theory
{
    public static Func<long, double> Gaussian(double variance) => Normalised(x => Math.Exp(-(double)x * x / (2 * variance)), variance);

    public static Func<long, double> Laplace(double scale) => Normalised(x => Math.Exp(-Math.Abs(x) / scale), 40 * scale * scale);

    public static double Variance(Func<long, double> pmf) => Enumerable.Range(-2000, 4001).Sum(x => (double)x * x * pmf(x));

    public static long HalfWidth(Func<long, double> pmf, double confidence)
    {
        long h = 0;
        double inside = pmf(0);
        while (1 - inside > 1 - confidence)
        {
            h++;
            inside += 2 * pmf(h);
        }

        return h;
    }

    private static Func<long, double> Normalised(Func<long, double> weight, double variance)
    {
        long reach = (long)(20 * Math.Sqrt(variance)) + 50;
        double total = weight(0);
        for (long x = reach; x >= 1; x--)
        {
            total += 2 * weight(x);
        }

        return x => weight(x) / total;
    }
}
