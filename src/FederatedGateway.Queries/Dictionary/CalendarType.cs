using System.Globalization;
using System.Runtime.CompilerServices;

namespace FederatedGateway.Queries;

/// <summary>
/// A time of the Gregorian calendar, one of those that follow each other from the first to the last in the data. Each has a place among them, from 0.
/// Closed: <see cref="MonthType"/>, <see cref="DateType"/>.
/// </summary>
public abstract record CalendarType : ColumnType
{
    // Beside the type and not in it, so that equal periods stay equal.
    private static readonly ConditionalWeakTable<CalendarType, IReadOnlyList<Code>> Made = [];

    private protected CalendarType()
    {
    }

    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>What one of them is called: <c>month</c> or <c>date</c>.</summary>
    public abstract string Word { get; }

    /// <summary>The month of a place.</summary>
    public abstract YearMonth MonthOf(int place);

    /// <summary>How a place is written.</summary>
    public abstract string TextOf(int place);

    /// <summary>The place of a text; null when it is written otherwise or lies outside.</summary>
    public abstract int? PlaceOf(string text);

    /// <summary>All of them as codes, in order; made once.</summary>
    public IReadOnlyList<Code> Codes => Made.GetValue(this, type => [.. Enumerable.Range(0, type.Count).Select(place => Dimension.Plain(type.TextOf(place)))]);
}

/// <summary>A calendar month, held as text such as <c>2025-01</c>.</summary>
/// <param name="From">The first month that is in the data, included.</param>
/// <param name="Until">The last month that is in the data, included.</param>
public sealed record MonthType(YearMonth From, YearMonth Until) : CalendarType
{
    /// <inheritdoc/>
    public override int Count => Until.Since(From) + 1;

    /// <inheritdoc/>
    public override string Word => "month";

    /// <inheritdoc/>
    public override YearMonth MonthOf(int place) => From.After(place);

    /// <inheritdoc/>
    public override string TextOf(int place) => MonthOf(place).ToString();

    /// <inheritdoc/>
    public override int? PlaceOf(string text) => YearMonth.TryParse(text, out var month) && From <= month && month <= Until ? month.Since(From) : null;
}

/// <summary>A calendar date, held as text such as <c>2025-01-31</c> (ISO 8601).</summary>
/// <param name="From">The first date that is in the data, included.</param>
/// <param name="Until">The last date that is in the data, included.</param>
public sealed record DateType(DateOnly From, DateOnly Until) : CalendarType
{
    private const string Form = "yyyy-MM-dd";

    /// <inheritdoc/>
    public override int Count => Until.DayNumber - From.DayNumber + 1;

    /// <inheritdoc/>
    public override string Word => "date";

    /// <summary>The date of a place.</summary>
    public DateOnly DateOf(int place) => From.AddDays(place);

    /// <inheritdoc/>
    public override YearMonth MonthOf(int place)
    {
        var date = DateOf(place);
        return new YearMonth(date.Year, date.Month);
    }

    /// <inheritdoc/>
    public override string TextOf(int place) => Text(DateOf(place));

    /// <inheritdoc/>
    public override int? PlaceOf(string text) => TryParse(text, out var date) && From <= date && date <= Until ? date.DayNumber - From.DayNumber : null;

    /// <summary>A date as it is written.</summary>
    internal static string Text(DateOnly date) => date.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Reads <c>2025-01-31</c>; false when the text is anything else.</summary>
    internal static bool TryParse(string text, out DateOnly date) => DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
