using System.Globalization;
using System.Numerics;

namespace FederatedGateway.Queries;

/// <summary>Exact translation between decimal notation and integers in units of 10^-decimals. No binary fractions.</summary>
internal static class FixedPoint
{
    /// <summary>
    /// The largest magnitude that a dictionary may bound a value with, in fixed point. With at most 1,000 rows of a unit in a group,
    /// 1,000 times twice this stays below 2^63, so no per-unit total overflows 64 bits.
    /// </summary>
    public const long Largest = 1_000_000_000_000_000;

    public const int MostDecimals = 6;

    public static decimal ToDecimal(long value, int decimals) => new decimal(value) / (decimal)Math.Pow(10, decimals);

    public static string Format(long value, int decimals)
    {
        var digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var whole = digits[..^decimals];
        var fraction = digits[^decimals..].TrimEnd('0');
        return (value < 0 ? "-" : "") + whole + (fraction.Length == 0 ? "" : "." + fraction);
    }

    /// <summary>Reads digits with an optional fraction; null when the value needs more decimals; clamps what is far beyond any bound.</summary>
    public static long? Parse(string digits, bool negative, int decimals)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var whole = (point < 0 ? digits : digits[..point]).TrimStart('0');
        var fraction = point < 0 ? "" : digits[(point + 1)..].TrimEnd('0');
        if (fraction.Length > decimals)
        {
            return null;
        }

        var magnitude = whole.Length > 18
            ? long.MaxValue
            : (long)BigInteger.Min(long.MaxValue, BigInteger.Parse("0" + whole + fraction.PadRight(decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture));
        return negative ? -magnitude : magnitude;
    }
}
