namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// The continuous formulas behind figures of other libraries. Here and not in the product, which has discrete noise: a threshold or a sigma
/// tuned for continuous noise must never be used for it.
/// </summary>
internal static class ReferenceFormulas
{
    /// <summary>The threshold at which a group of one unit passes with probability delta: Linf + ln(1/(2 delta))/eps.</summary>
    public static double LaplaceThreshold(double epsilon, double delta) => 1 - (Math.Log(2 * delta) / epsilon);

    /// <summary>The same for normal noise: 1 + sigma z(1 - delta).</summary>
    public static double GaussianThreshold(double sigma, double delta)
    {
        double low = 0;
        double high = 40;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Above(middle) > delta ? (middle, high) : (low, middle);
        }

        return 1 + (sigma * high);
    }

    /// <summary>Balle and Wang (arXiv 1805.06530), theorem 8.</summary>
    public static double GaussianDelta(double sigma, double shift, double epsilon) =>
        Above((epsilon * sigma / shift) - (shift / (2 * sigma))) - (Math.Exp(epsilon) * Above((epsilon * sigma / shift) + (shift / (2 * sigma))));

    // P(N > z).
    private static double Above(double z) => z >= 0 ? NormalTail.Complement(z / Math.Sqrt(2)) / 2 : 1 - Above(-z);
}
