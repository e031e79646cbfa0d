namespace FederatedGateway.Demo.City;

/// <summary>A small seeded generator for made-up rows: the same seed gives the same rows on every machine.</summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood, 2014). For synthetic data only; noise and keys never come from here.</remarks>
internal sealed class SeededRows(ulong seed)
{
    private ulong state = seed;

    /// <summary>A whole number from 0 up to, not including, <paramref name="below"/>.</summary>
    public int Below(int below) => (int)(((UInt128)Next() * (ulong)below) >> 64);

    /// <summary>True with the probability given.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>One of the items, each as likely as its weight says.</summary>
    public T Pick<T>(IReadOnlyList<(T Item, double Weight)> weighted)
    {
        double total = weighted.Sum(w => w.Weight);
        double left = Unit() * total;
        foreach ((T item, double weight) in weighted)
        {
            left -= weight;
            if (left < 0)
            {
                return item;
            }
        }

        return weighted[^1].Item;
    }

    /// <summary>A value with the mean given, exponentially distributed.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    private double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
