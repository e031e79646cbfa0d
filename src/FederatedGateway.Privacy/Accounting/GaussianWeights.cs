using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>Sums of exp(-x²/(2 variance)) over whole numbers, enclosed by whole numbers of units of 2^-320.</summary>
[Proof("discrete-gaussian-delta")]
internal sealed class GaussianWeights
{
    /// <summary>The largest variance that is added up term by term.</summary>
    public const int MostVariance = 1 << 24;

    private const int Widths = 17;

    // Entry m: the weights from m to the end. The end itself holds what lies beyond, above only.
    private readonly BigInteger[] down;
    private readonly BigInteger[] up;

    /// <summary>Adds up for a variance above 0 and at most 2^24.</summary>
    public GaussianWeights(Rational variance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(variance.Sign, 0, nameof(variance));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(variance, Rational.FromInteger(MostVariance));
        int end = (Widths * ((int)IntegerRoot.Floor(variance.Floor()) + 1)) + 2;
        (BigInteger[] lower, BigInteger[] upper) = Weights(variance, end);
        // Beyond the end the weights fall at least as fast as exp(-j end/variance), whose sum is at most 1 + variance/end.
        upper[end] *= 2 + (variance / Rational.FromInteger(end)).Floor();
        lower[end] = BigInteger.Zero;
        down = SuffixSums(lower);
        up = SuffixSums(upper);
    }

    /// <summary>At most the sum over all whole numbers.</summary>
    public BigInteger TotalDown => down[0] + down[1];

    /// <summary>At least the sum over all whole numbers.</summary>
    public BigInteger TotalUp => up[0] + up[1];

    /// <summary>At most the sum over x of <paramref name="first"/> or more.</summary>
    public BigInteger FromDown(BigInteger first) => first > 0 ? At(down, first) : TotalDown - At(up, 1 - first);

    /// <summary>At least the sum over x of <paramref name="first"/> or more.</summary>
    public BigInteger FromUp(BigInteger first) => first > 0 ? At(up, first) : TotalUp - At(down, 1 - first);

    /// <summary>At least P(X is <paramref name="first"/> or more).</summary>
    public Rational TailUp(BigInteger first) => new(FromUp(first), TotalDown);

    private static BigInteger At(BigInteger[] sums, BigInteger first) => sums[(int)BigInteger.Min(first, sums.Length - 1)];

    // w(x+1) = w(x) r(x) with r(x) = exp(-(2x+1)/(2 variance)), and r(x+1) = r(x) exp(-1/variance), every product rounded outward.
    private static (BigInteger[] Lower, BigInteger[] Upper) Weights(Rational variance, int end)
    {
        NegativeExponent ratio = NegativeExponent.Of(new(variance.Denominator, 2 * variance.Numerator));
        NegativeExponent step = NegativeExponent.Of(new(variance.Denominator, variance.Numerator));
        (BigInteger ratioDown, BigInteger ratioUp) = (ratio.Down, ratio.Up);
        var lower = new BigInteger[end + 1];
        var upper = new BigInteger[end + 1];
        lower[0] = upper[0] = BigInteger.One << NegativeExponent.Places;
        for (int x = 1; x <= end; x++)
        {
            lower[x] = Product(lower[x - 1], ratioDown);
            upper[x] = Product(upper[x - 1], ratioUp) + 1;
            ratioDown = Product(ratioDown, step.Down);
            ratioUp = Product(ratioUp, step.Up) + 1;
        }

        return (lower, upper);
    }

    private static BigInteger Product(BigInteger left, BigInteger right) => (left * right) >> NegativeExponent.Places;

    private static BigInteger[] SuffixSums(BigInteger[] values)
    {
        for (int i = values.Length - 2; i >= 0; i--)
        {
            values[i] += values[i + 1];
        }

        return values;
    }
}
