namespace FederatedGateway.Privacy;

/// <summary>A sum small enough for its probabilities to be added one by one.</summary>
[Proof("noise-interval")]
internal sealed class LatticeNoiseSum : NoiseSum
{
    private readonly double[] tails;

    public LatticeNoiseSum(Lattice lattice)
    {
        tails = new double[lattice.Radius + 1];
        for (int x = lattice.Radius; x >= 1; x--)
        {
            tails[x - 1] = tails[x] + (2 * lattice[x]);
        }
    }

    /// <inheritdoc/>
    public override long Reach => tails.Length - 1;

    /// <inheritdoc/>
    public override double TailBeyond(long width) => width >= tails.Length ? 0 : tails[width];
}
