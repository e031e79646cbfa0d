namespace FederatedGateway.Benchmarks;

/// <summary>Durations of one thing, measured many times; milliseconds.</summary>
internal sealed class Sample
{
    private readonly List<double> values = [];

    public void Add(double milliseconds) => values.Add(milliseconds);

    public double P50 => Percentile(0.50);

    public double P95 => Percentile(0.95);

    public override string ToString() => FormattableString.Invariant($"p50 {P50,7:F1} ms   p95 {P95,7:F1} ms   n {values.Count}");

    private double Percentile(double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
