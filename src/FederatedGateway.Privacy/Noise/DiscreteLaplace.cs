namespace FederatedGateway.Privacy;

/// <summary>Draws whole numbers y with probability proportional to exp(-|y| / scale), exactly, for a rational scale.</summary>
/// <remarks>The distribution of Canonne, Kamath and Steinke (arXiv 2004.00010), by inversion; see <c>docs/decisions/0005-default-sampler.md</c>.</remarks>
[Proof("discrete-laplace")]
internal sealed class DiscreteLaplace : NoiseSampler
{
    // A table of at most 44 × 4 entries; beyond, blocks of a quarter to half the scale.
    private const int NarrowBits = 2;

    private const ulong Largest = 1UL << 50;

    private readonly Lazy<FoldedSampler> sampler;

    /// <summary>Takes the scale <paramref name="numerator"/>/<paramref name="denominator"/>; both 1 or more, the scale at most 2^50. The tables are computed at the first draw.</summary>
    public DiscreteLaplace(ulong numerator, ulong denominator = 1)
        : this(new Rational(numerator, denominator == 0 ? throw new ArgumentOutOfRangeException(nameof(denominator)) : denominator))
    {
    }

    /// <summary>Takes the scale; above 0 and at most 2^50.</summary>
    public DiscreteLaplace(Rational scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(scale.Sign, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, Rational.FromInteger(Largest));
        sampler = new(() => Prepare(scale));
    }

    /// <inheritdoc/>
    public override void Fill(Span<long> destination, NoiseSource source) => sampler.Value.Fill(destination, source);

    private static FoldedSampler Prepare(Rational scale)
    {
        int bits = (int)scale.Floor().GetBitLength();
        return new(Rational.FromInteger(1) / scale, squared: false, Math.Max(0, bits - NarrowBits));
    }
}
