using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// The sum of discrete Laplace noises on a lattice. One noise is a geometric number to either side, so adding it takes one pass in each direction, with
/// positive numbers only. Above a scale the lattice is coarser than 1 and every noise is moved outward to it, so tails are never too small.
/// </summary>
[Proof("noise-interval")]
internal sealed class LaplaceNoiseSum : NoiseSum
{
    // Steps of the lattice within the widest scale, at most: what is given away for each noise is below a step.
    private const double StepsPerScale = 4096;

    // Lattice points times noises, at most: half a second.
    private const double Work = 1 << 28;

    // A pass remembers some 4096 roundings, so a thousand noises lose less than this.
    private const double Outward = 1 + 1e-9;

    // P(|one noise| > 75 scales) is below 1e-32; sums of n reach less than n + 75 + sqrt(150 n) of the widest.
    private const int ReachOfOne = 75;

    private static readonly Rational Largest = Rational.FromInteger(BigInteger.One << 56);

    private readonly long step;
    private readonly double[] beyond;

    private LaplaceNoiseSum(long step, double[] beyond)
    {
        this.step = step;
        this.beyond = beyond;
    }

    /// <inheritdoc/>
    public override long Reach => step * beyond.Length;

    /// <summary>The sum of noises of these scales.</summary>
    public static LaplaceNoiseSum Of(IReadOnlyList<Rational> scales)
    {
        if (scales.Any(scale => scale > Largest))
        {
            throw new ArgumentOutOfRangeException(nameof(scales), "Each scale must be at most 2^56.");
        }

        double widest = scales.Max(scale => scale.ToDouble());
        double reach = scales.Count + ReachOfOne + Math.Sqrt(2.0 * ReachOfOne * scales.Count);
        long step = Math.Max(1, (long)(widest / Math.Min(StepsPerScale, Work / (reach * scales.Count))));
        int radius = (int)Math.Ceiling(reach * widest / step) + (2 * scales.Count) + 2;
        double[] masses = new double[(2 * radius) + 1];
        masses[radius] = 1;
        foreach (Rational scale in scales)
        {
            Add(masses, 1 / scale.ToDouble(), step);
        }

        return new(step, Beyond(masses, radius));
    }

    /// <inheritdoc/>
    public override double TailBeyond(long width) => width >= Reach ? 0 : beyond[width / step];

    // One noise X, moved up to the next multiple of the step: with q = exp(-rate) and Q = q^step it is -step·G with probability a, and step·(1 + G)
    // with probability b, G geometric of ratio Q. P(X <= 0) = 1/(1+q), P(X > 0) = q/(1+q).
    private static void Add(double[] masses, double rate, long step)
    {
        double q = Math.Exp(-rate);
        double ratio = Math.Exp(-rate * step);
        double stay = 2 * Math.Sinh(rate * step / 2) * Math.Exp(-rate * step / 2); // 1 - Q, without the digits that the subtraction loses.
        double[] up = new double[masses.Length];
        double carried = 0;
        for (int i = 0; i < masses.Length - 1; i++)
        {
            carried = (carried * ratio) + (masses[i] * stay);
            up[i + 1] = carried * q / (1 + q);
        }

        carried = 0;
        for (int i = masses.Length - 1; i >= 0; i--)
        {
            carried = (carried * ratio) + (masses[i] * stay);
            masses[i] = up[i] + (carried / (1 + q));
        }
    }

    // beyond[w]: twice P(sum > w steps); the sum is symmetric before it is moved, and moving raises it.
    private static double[] Beyond(double[] masses, int radius)
    {
        var tails = new double[radius];
        double tail = 0;
        for (int w = radius - 1; w >= 0; w--)
        {
            tail += masses[radius + w + 1];
            tails[w] = Math.Min(1, 2 * tail * Outward);
        }

        return tails;
    }
}
