using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FederatedGateway.Queries;

/// <summary>A month of the Gregorian calendar, written <c>2025-01</c>.</summary>
/// <param name="Year">The year, 1 to 9999.</param>
/// <param name="Month">The month of the year, 1 to 12.</param>
public readonly record struct YearMonth(int Year, int Month) : IComparable<YearMonth>
{
    /// <summary>The month so many months after this one.</summary>
    public YearMonth After(int months) => new(Year + ((Month - 1 + months) / 12), ((Month - 1 + months) % 12) + 1);

    /// <summary>How many months this one is after <paramref name="earlier"/>.</summary>
    public int Since(YearMonth earlier) => ((Year - earlier.Year) * 12) + Month - earlier.Month;

    /// <summary>Reads <c>2025-01</c>: four digits, a hyphen, two digits.</summary>
    /// <exception cref="FormatException">The text is not a month.</exception>
    public static YearMonth Parse(string text) => TryParse(text, out var month)
        ? month
        : throw new FormatException("A month is written as four digits, a hyphen and two digits, such as 2025-01.");

    /// <summary>Reads <c>2025-01</c>; false when the text is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out YearMonth month)
    {
        month = default;
        if (text is not { Length: 7 } || text[4] != '-'
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(5, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < 1 || number is < 1 or > 12)
        {
            return false;
        }

        month = new YearMonth(year, number);
        return true;
    }

    /// <summary>Compares by time.</summary>
    public int CompareTo(YearMonth other) => (Year, Month).CompareTo((other.Year, other.Month));

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(YearMonth left, YearMonth right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is earlier or the same.</summary>
    public static bool operator <=(YearMonth left, YearMonth right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(YearMonth left, YearMonth right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is later or the same.</summary>
    public static bool operator >=(YearMonth left, YearMonth right) => left.CompareTo(right) >= 0;

    /// <summary>The month as <c>2025-01</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-{Month:D2}");
}
