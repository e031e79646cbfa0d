using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>Natural logarithms with certain bounds, in units of 2^-128.</summary>
/// <remarks>ln m = 2 artanh((m-1)/(m+1)) by its series in 160-bit numbers; the error analysis is in docs/proofs/zcdp-accounting.md.</remarks>
[Proof("zcdp-accounting")]
internal static class Logarithm
{
    /// <summary>Binary places of the results.</summary>
    public const int Places = 128;

    private const int GuardPlaces = 32;
    private const int WorkPlaces = Places + GuardPlaces;
    private const int Terms = 54;

    private static readonly BigInteger Two = HalfToTwo(2, 1);

    /// <summary>A whole number of units that is at most ln(value), and less by at most 2 units.</summary>
    public static BigInteger Down(Rational value) => (Work(value) >> GuardPlaces) - 1;

    /// <summary>A whole number of units that is at least ln(value), and more by at most 2 units.</summary>
    public static BigInteger Up(Rational value) => (Work(value) >> GuardPlaces) + 2;

    private static BigInteger Work(Rational value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value.Sign, 0);
        int power = (int)(value.Numerator.GetBitLength() - value.Denominator.GetBitLength());
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(power), 1024, nameof(value));
        BigInteger numerator = power < 0 ? value.Numerator << -power : value.Numerator;
        BigInteger denominator = power > 0 ? value.Denominator << power : value.Denominator;
        return (power * Two) + HalfToTwo(numerator, denominator);
    }

    // ln(numerator/denominator) for a quotient from 1/2 to 2, so that |z| <= 1/3 and 54 terms leave less than 2^-170.
    private static BigInteger HalfToTwo(BigInteger numerator, BigInteger denominator)
    {
        BigInteger z = ((numerator - denominator) << WorkPlaces) / (numerator + denominator);
        BigInteger square = (z * z) >> WorkPlaces;
        BigInteger sum = BigInteger.Zero;
        BigInteger power = z;
        for (int i = 0; i < Terms; i++)
        {
            sum += power / ((2 * i) + 1);
            power = (power * square) >> WorkPlaces;
        }

        return 2 * sum;
    }
}
