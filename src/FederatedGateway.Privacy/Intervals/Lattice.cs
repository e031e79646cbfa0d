namespace FederatedGateway.Privacy;

/// <summary>A symmetric distribution on the whole numbers from -Radius to Radius.</summary>
internal sealed class Lattice
{
    // What is cut off on either side; far below the smallest tail that a decimal confidence can ask for (1e-28).
    private const double Negligible = 1e-60;
    private const double CutAt = 17;

    private readonly double[] masses;

    private Lattice(double[] masses) => this.masses = masses;

    /// <summary>All mass on 0.</summary>
    public static Lattice Zero { get; } = new([1.0]);

    /// <summary>The largest value that has mass.</summary>
    public int Radius => masses.Length / 2;

    /// <summary>The probability of a value from -Radius to Radius.</summary>
    public double this[int value] => masses[value + Radius];

    /// <summary>Probabilities proportional to exp(-x² / (2 variance)).</summary>
    public static Lattice DiscreteGaussian(double variance)
    {
        int radius = (int)Math.Ceiling(CutAt * Math.Sqrt(variance)) + 2;
        var masses = new double[(2 * radius) + 1];
        for (int x = 0; x <= radius; x++)
        {
            masses[radius + x] = masses[radius - x] = Math.Exp(-(double)x * x / (2 * variance));
        }

        // From the smallest up, so that the small ones are not lost.
        double total = 0;
        for (int x = radius; x >= 1; x--)
        {
            total += 2 * masses[radius + x];
        }

        total += 1;
        for (int i = 0; i < masses.Length; i++)
        {
            masses[i] /= total;
        }

        return new(Trim(masses));
    }

    /// <summary>The distribution of the sum with an independent other.</summary>
    public Lattice Add(Lattice other)
    {
        var sum = new double[masses.Length + other.masses.Length - 1];
        for (int i = 0; i < masses.Length; i++)
        {
            for (int j = 0; j < other.masses.Length; j++)
            {
                sum[i + j] += masses[i] * other.masses[j];
            }
        }

        return new(Trim(sum));
    }

    private static double[] Trim(double[] masses)
    {
        int cut = 0;
        while (cut < masses.Length / 2 && masses[cut] < Negligible)
        {
            cut++;
        }

        return masses[cut..^cut];
    }
}
