using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>Draws whole numbers y with probability proportional to exp(-y² / (2 variance)), exactly, for a rational variance.</summary>
/// <remarks>
/// The distribution of Canonne, Kamath and Steinke (arXiv 2004.00010), by inversion instead of their rejection, whose time tells
/// the size of the draw; see <c>docs/decisions/0005-default-sampler.md</c>.
/// </remarks>
[Proof("discrete-gaussian")]
internal sealed class DiscreteGaussian : NoiseSampler
{
    // A table of at most 9.2 × 32 entries; beyond, blocks of 1/32 to 1/16 of sigma.
    private const int NarrowBits = 5;

    private static readonly BigInteger Limit = BigInteger.One << 112;

    private readonly Lazy<FoldedSampler> sampler;

    /// <summary>Takes the variance parameter sigma²; above 0 and below 2^112. The tables are computed at the first draw.</summary>
    public DiscreteGaussian(Rational variance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(variance.Sign, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(variance.Floor(), Limit, nameof(variance));
        sampler = new(() => Prepare(variance));
    }

    /// <inheritdoc/>
    public override void Fill(Span<long> destination, NoiseSource source) => sampler.Value.Fill(destination, source);

    private static FoldedSampler Prepare(Rational variance)
    {
        int bits = (int)IntegerRoot.Floor(variance.Floor()).GetBitLength();
        return new(Rational.FromInteger(1) / (Rational.FromInteger(2) * variance), squared: true, Math.Max(0, bits - NarrowBits));
    }
}
