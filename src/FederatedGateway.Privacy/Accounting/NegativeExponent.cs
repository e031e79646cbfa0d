using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>exp(-x) for a rational x of zero or more, enclosed by whole numbers of units of 2^-320.</summary>
/// <remarks>The error analysis is in docs/proofs/discrete-gaussian-delta.md.</remarks>
[Proof("discrete-gaussian-delta")]
internal readonly record struct NegativeExponent
{
    /// <summary>Binary places of the bounds.</summary>
    public const int Places = 320;

    // exp(-4096) is far below one unit.
    private const int Vanished = 4096;

    private static readonly BigInteger Unit = BigInteger.One << Places;

    private NegativeExponent(BigInteger down, BigInteger up)
    {
        Down = down;
        Up = up;
    }

    /// <summary>At most exp(-x), in units of 2^-320.</summary>
    public BigInteger Down { get; }

    /// <summary>At least exp(-x), in units of 2^-320.</summary>
    public BigInteger Up { get; }

    /// <summary>Encloses exp(-<paramref name="x"/>).</summary>
    public static NegativeExponent Of(Rational x)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x.Sign, nameof(x));
        if (x >= Rational.FromInteger(Vanished))
        {
            return new(BigInteger.Zero, BigInteger.One);
        }

        int halvings = (int)x.Floor().GetBitLength() + 2;
        (BigInteger below, BigInteger above) = Growth((x.Numerator << Places) / (x.Denominator << halvings));
        BigInteger down = (Unit << Places) / above;
        BigInteger up = ((Unit << Places) / below) + 1;
        for (int i = 0; i < halvings; i++)
        {
            down = (down * down) >> Places;
            up = ((up * up) >> Places) + 1;
        }

        return new(down, BigInteger.Min(up, Unit));
    }

    // exp(y) for y below 1/4, given rounded down to whole units: the terms fall by a factor of at least 4, so each rounding (below
    // 2 units), the argument's own (below 2 units) and what is left out (below 1) stay within 4 units a term.
    private static (BigInteger Below, BigInteger Above) Growth(BigInteger argument)
    {
        BigInteger sum = BigInteger.Zero;
        BigInteger term = Unit;
        int terms = 0;
        for (int i = 1; !term.IsZero; i++)
        {
            sum += term;
            term = ((term * argument) >> Places) / i;
            terms++;
        }

        return (sum, sum + (4 * terms) + 4);
    }
}
