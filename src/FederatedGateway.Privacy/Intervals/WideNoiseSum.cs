namespace FederatedGateway.Privacy;

/// <summary>
/// A discrete Gaussian too wide to add up, plus a narrow distribution. Its tail is enclosed by the normal integral from half a
/// step before: above by concavity and convexity, so widths are never too small, and at most 1 too large.
/// </summary>
[Proof("noise-interval")]
internal sealed class WideNoiseSum(double sigma, Lattice coarse) : NoiseSum
{
    private const double Widths = 16;

    /// <inheritdoc/>
    public override long Reach => coarse.Radius + (long)Math.Ceiling(Widths * sigma);

    /// <inheritdoc/>
    public override double TailBeyond(long width)
    {
        double tail = 0;
        for (int y = -coarse.Radius; y <= coarse.Radius; y++)
        {
            tail += coarse[y] * 2 * Above(width - y);
        }

        return tail;
    }

    // An upper bound of P(the wide part > value).
    private double Above(long value)
    {
        double half = Tail(Math.Abs(value + 0.5));
        return value >= 0 ? half : Math.Min(1, 1 - half + (0.125 / (sigma * sigma)));
    }

    private double Tail(double distance) => NormalTail.Complement(distance / (sigma * Math.Sqrt(2))) / 2;
}
