using System.Globalization;
using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>An exact fraction, always reduced, with a positive denominator. The default value is 0/1.</summary>
public readonly record struct Rational : IComparable<Rational>
{
    // Stored less one so that default(Rational) is the number 0 and not 0/0.
    private readonly BigInteger denominatorLessOne;

    /// <summary>Makes the fraction and reduces it.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException("A fraction needs a denominator other than 0.");
        }

        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        denominatorLessOne = (denominator / divisor) - 1;
    }

    /// <summary>The part above the line; carries the sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>The part below the line; 1 or more.</summary>
    public BigInteger Denominator => denominatorLessOne + 1;

    /// <summary>The sign: -1, 0 or 1.</summary>
    public int Sign => Numerator.Sign;

    /// <summary>The fraction that equals a whole number.</summary>
    public static Rational FromInteger(BigInteger value) => new(value, BigInteger.One);

    /// <summary>The fraction that equals a decimal exactly.</summary>
    public static Rational FromDecimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        // The three parts are bit patterns, not signed numbers.
        BigInteger magnitude = unchecked((new BigInteger((uint)parts[2]) << 64) | (new BigInteger((uint)parts[1]) << 32) | (uint)parts[0]);
        return new(parts[3] < 0 ? -magnitude : magnitude, BigInteger.Pow(10, (parts[3] >> 16) & 0xFF));
    }

    /// <summary>Adds.</summary>
    public static Rational operator +(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    /// <summary>Subtracts.</summary>
    public static Rational operator -(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) - (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    /// <summary>Negates.</summary>
    public static Rational operator -(Rational value) => new(-value.Numerator, value.Denominator);

    /// <summary>Multiplies.</summary>
    public static Rational operator *(Rational left, Rational right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>Divides.</summary>
    /// <exception cref="DivideByZeroException"><paramref name="right"/> is zero.</exception>
    public static Rational operator /(Rational left, Rational right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>Whether the left one is smaller.</summary>
    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is greater.</summary>
    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is smaller or equal.</summary>
    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is greater or equal.</summary>
    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>The largest whole number that is not above this one.</summary>
    public BigInteger Floor()
    {
        BigInteger quotient = BigInteger.DivRem(Numerator, Denominator, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The nearest <see langword="double"/> to within one unit in the last place; for display and intervals, never for noise.</summary>
    public double ToDouble()
    {
        BigInteger magnitude = BigInteger.Abs(Numerator);
        int shift = 64 - (int)(magnitude.GetBitLength() - Denominator.GetBitLength());
        BigInteger quotient = shift >= 0 ? (magnitude << shift) / Denominator : magnitude / (Denominator << -shift);
        return Sign * Math.ScaleB((double)quotient, -shift);
    }

    /// <summary>The text <c>numerator/denominator</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
