using System.Globalization;

namespace FederatedGateway.Queries;

/// <summary>What months and dates are functions of: the levels that they roll up to, and parts such as the month of the year.</summary>
internal static class CalendarParts
{
    private static readonly Code[] Weekdays =
    [
        new("mon", "Monday", null), new("tue", "Tuesday", null), new("wed", "Wednesday", null), new("thu", "Thursday", null),
        new("fri", "Friday", null), new("sat", "Saturday", null), new("sun", "Sunday", null),
    ];

    /// <summary>The name of the level of months of a column of dates.</summary>
    public static string MonthLevel(string column) => column + "_month";

    /// <summary>The name of the level of years.</summary>
    public static string YearLevel(string column) => column + "_year";

    /// <summary>The name of the level of days of the week of a column of dates.</summary>
    public static string WeekdayLevel(string column) => column + "_weekday";

    /// <summary>The levels, the finest first.</summary>
    public static IEnumerable<Dimension> Levels(Column column, CalendarType type)
    {
        if (type is DateType dates)
        {
            yield return Dimension.OfCalendar(MonthLevel(column.Name), column.Title + ", by month", column, ordered: true, place => Month(type.MonthOf(place)));
            yield return Dimension.OfCalendar(WeekdayLevel(column.Name), column.Title + ", by day of the week", column, ordered: false, place => Weekday(dates.DateOf(place)));
        }

        yield return Dimension.OfCalendar(column.Name + "_quarter", column.Title + ", by quarter", column, ordered: true, place => Quarter(type.MonthOf(place)));
        yield return Dimension.OfCalendar(YearLevel(column.Name), column.Title + ", by year", column, ordered: true, place => Coded(type.MonthOf(place).Year, "D4"));
    }

    /// <summary>The quarter of the year, 1 to 4.</summary>
    public static Dimension QuarterOfYear(Column column, CalendarType type) =>
        Dimension.OfCalendar($"DATEPART(quarter, {column.Name})", column.Title + ", quarter of the year", column, ordered: true, place => Coded(QuarterOf(type.MonthOf(place))));

    /// <summary>The month of the year, 1 to 12.</summary>
    public static Dimension MonthOfYear(Column column, CalendarType type) =>
        Dimension.OfCalendar($"MONTH({column.Name})", column.Title + ", month of the year", column, ordered: true, place => Coded(type.MonthOf(place).Month));

    /// <summary>The day of the month, 1 to 31.</summary>
    public static Dimension DayOfMonth(Column column, DateType type) =>
        Dimension.OfCalendar($"DAY({column.Name})", column.Title + ", day of the month", column, ordered: true, place => Coded(type.DateOf(place).Day));

    /// <summary>The place of a date's day in the week, from Monday, which is 0 (ISO 8601).</summary>
    public static int WeekdayOf(DateOnly date) => ((int)date.DayOfWeek + 6) % 7;

    /// <summary>The code of a day of the week, by its place.</summary>
    public static string WeekdayAt(int place) => Weekdays[place].Id;

    private static int QuarterOf(YearMonth month) => (month.Month + 2) / 3;

    private static (int, Code) Month(YearMonth month) => ((month.Year * 12) + month.Month, Dimension.Plain(month.ToString()));

    private static (int, Code) Quarter(YearMonth month) =>
        ((month.Year * 4) + QuarterOf(month), Dimension.Plain(string.Create(CultureInfo.InvariantCulture, $"{month.Year:D4}-Q{QuarterOf(month)}")));

    private static (int, Code) Weekday(DateOnly date) => (WeekdayOf(date), Weekdays[WeekdayOf(date)]);

    private static (int, Code) Coded(int number, string form = "D") => (number, Dimension.Plain(number.ToString(form, CultureInfo.InvariantCulture)));
}
