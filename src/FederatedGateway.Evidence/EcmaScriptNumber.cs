using System.Globalization;

namespace FederatedGateway.Evidence;

/// <summary>Writes a double as ECMAScript's Number::toString does (ECMA-262, 6.1.6.1.20), which RFC 8785 asks for.</summary>
internal static class EcmaScriptNumber
{
    internal static string Format(double value)
    {
        if (value == 0)
        {
            return "0"; // minus zero too
        }

        // "R" gives the shortest digits that read back as the same double; only the layout differs from ECMAScript's.
        string shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        (string digits, int point) = Split(shortest);
        return (value < 0 ? "-" : "") + Lay(digits, point);
    }

    /// <summary>The significant digits, and how many of them stand before the decimal point (may be negative, or beyond them).</summary>
    private static (string Digits, int Point) Split(string shortest)
    {
        int e = shortest.IndexOf('E', StringComparison.Ordinal);
        int exponent = e < 0 ? 0 : int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = e < 0 ? shortest : shortest[..e];
        int dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        int point = (dot < 0 ? mantissa.Length : dot) + exponent;
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        string digits = all.TrimStart('0');
        return (digits.TrimEnd('0'), point - (all.Length - digits.Length));
    }

    private static string Lay(string digits, int point) => point switch
    {
        > 0 and <= 21 when digits.Length <= point => digits.PadRight(point, '0'),
        > 0 and <= 21 => $"{digits[..point]}.{digits[point..]}",
        > -6 and <= 0 => $"0.{new string('0', -point)}{digits}",
        _ => Scientific(digits, point - 1),
    };

    private static string Scientific(string digits, int exponent)
    {
        string fraction = digits.Length == 1 ? "" : "." + digits[1..];
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}");
    }
}
