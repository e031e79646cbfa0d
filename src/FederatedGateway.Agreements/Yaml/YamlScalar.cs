using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FederatedGateway.Agreements;

/// <summary>Plain scalars after the core schema of YAML 1.2.2 (section 10.3.2), less what JSON cannot say or people misread.</summary>
internal static partial class YamlScalar
{
    private const long MaxInteger = 1L << 53; // the last integer up to which doubles, and so RFC 8785, count one by one

    internal static JsonNode? Value(Scalar scalar)
    {
        string text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain)
        {
            return JsonValue.Create(text);
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE":
                return JsonValue.Create(false);
        }

        return Misleading().IsMatch(text)
            ? throw YamlPlace.Error(scalar.Start, $"{text} can be misread", "Write a plain decimal number, or put it in quotes if it is text")
            : Number().IsMatch(text) ? NumberOf(scalar) : JsonValue.Create(text);
    }

    private static JsonValue NumberOf(Scalar scalar)
    {
        string text = scalar.Value;
        if (Integer().IsMatch(text))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
                && integer is >= -MaxInteger and <= MaxInteger
                ? JsonValue.Create(integer)
                : throw YamlPlace.Error(scalar.Start, $"{text} is beyond 2^53 and cannot be signed exactly", "Put it in quotes");
        }

        double number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return IsKept(text, number)
            ? JsonValue.Create(number)
            : throw YamlPlace.Error(scalar.Start, $"{text} cannot be signed exactly", "Use at most 15 significant digits");
    }

    // RFC 8785 writes the shortest decimal that gives the same double. It is what was written if the digits agree.
    private static bool IsKept(string text, double number) =>
        double.IsFinite(number) && Digits(text) == Digits(number.ToString("R", CultureInfo.InvariantCulture));

    // Significant digits and power of ten: the same for 0.50, .5 and 5e-1.
    private static (string Digits, int Exponent) Digits(string text)
    {
        int e = text.IndexOfAny(['e', 'E']);
        string mantissa = (e < 0 ? text : text[..e]).TrimStart('+', '-');
        int exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        mantissa = mantissa.TrimStart('0');
        string digits = mantissa.TrimEnd('0');
        return digits.Length == 0 ? ("0", 0) : (digits, exponent + mantissa.Length - digits.Length);
    }

    [GeneratedRegex(@"\A[-+]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    // Leading zeros, octal, hexadecimal, infinities and NaN: numbers in YAML, something else to a reader or to JSON.
    [GeneratedRegex(
        @"\A([-+]?0[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]{5,})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Misleading();
}
