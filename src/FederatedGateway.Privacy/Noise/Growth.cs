using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>A lower bound of exp(epsilon) of at least 1, as a 63-bit number over a power of two.</summary>
[Proof("selection")]
internal readonly struct Growth
{
    private const int Bits = 160;

    // exp(40) is beyond 2^57: a larger epsilon promises nothing, and treating it as 40 only promises more.
    private static readonly Rational Largest = Rational.FromInteger(40);

    private readonly ulong mantissa;
    private readonly int shift;

    private Growth(ulong mantissa, int shift)
    {
        this.mantissa = mantissa;
        this.shift = shift;
    }

    /// <summary>The bound itself, exact.</summary>
    public Rational Value => new(mantissa, BigInteger.One << shift);

    /// <summary>A lower bound of exp(epsilon), less by a factor of at most 1 - 2^-61.</summary>
    public static Growth FromEpsilon(Rational epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon.Sign);
        BigInteger value = ExponentialDown(epsilon > Largest ? Largest : epsilon);
        int excess = (int)value.GetBitLength() - 63;
        return new((ulong)(value >> excess), Bits - excess);
    }

    /// <summary>floor(value × bound), for a value of at most 2^64.</summary>
    public UInt128 MultiplyDown(UInt128 value) => (value * mantissa) >> shift;

    /// <summary>ceil(value / bound), for a value of at most 2^64.</summary>
    public UInt128 DivideUp(UInt128 value) => ((value << shift) + mantissa - 1) / mantissa;

    // The Taylor series of exp with every term rounded down, in units of 2^-160; all terms are positive, so leaving some out lowers too.
    private static BigInteger ExponentialDown(Rational epsilon)
    {
        BigInteger argument = (epsilon.Numerator << Bits) / epsilon.Denominator;
        BigInteger sum = BigInteger.Zero;
        BigInteger term = BigInteger.One << Bits;
        for (int i = 1; !term.IsZero; i++)
        {
            sum += term;
            term = ((term * argument) >> Bits) / i;
        }

        return sum;
    }
}
