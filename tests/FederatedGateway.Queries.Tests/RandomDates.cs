using System.Globalization;

namespace FederatedGateway.Queries.Tests;

/// <summary>Random conditions on dates and a code, as SQL and as what they say of a day by the calendar. Few values, so that many conditions mean the same.</summary>
internal sealed class RandomDates(Seeded seeded)
{
    private static readonly string[] Comparisons = ["=", "<>", "<", "<=", ">", ">="];
    private static readonly DayOfWeek[] Weekdays = Enum.GetValues<DayOfWeek>();

    public (string Sql, Func<DateOnly, string, bool> Holds) Next(int depth)
    {
        if (depth == 0 || seeded.Below(3) == 0)
        {
            return Leaf();
        }

        var ((left, one), (right, other)) = (Next(depth - 1), Next(depth - 1));
        return seeded.Below(3) switch
        {
            0 => ($"({left} AND {right})", (day, method) => one(day, method) && other(day, method)),
            1 => ($"({left} OR {right})", (day, method) => one(day, method) || other(day, method)),
            _ => ($"NOT ({left})", (day, method) => !one(day, method)),
        };
    }

    private (string Sql, Func<DateOnly, string, bool> Holds) Leaf()
    {
        var comparison = seeded.Below(Comparisons.Length);
        switch (seeded.Below(7))
        {
            case 0:
                var year = 2019 + seeded.Below(6);
                return (Number($"date_year {Comparisons[comparison]} {year}"), (day, _) => Holds(comparison, day.Year.CompareTo(year)));
            case 1:
                var month = new DateOnly(2019 + seeded.Below(2), 3 + (3 * seeded.Below(2)), 1);
                return ($"date_month {Comparisons[comparison]} '{month:yyyy-MM}'", (day, _) => Holds(comparison, (day.Year, day.Month).CompareTo((month.Year, month.Month))));
            case 2:
                var date = new DateOnly(2019, 3, 4).AddDays(seeded.Below(3) * 100);
                return ($"date {Comparisons[comparison]} '{date:yyyy-MM-dd}'", (day, _) => Holds(comparison, day.CompareTo(date)));
            case 3:
                var number = 1 + seeded.Below(12);
                return (Number($"MONTH(date) {Comparisons[comparison]} {number}"), (day, _) => Holds(comparison, day.Month.CompareTo(number)));
            case 4:
                return ("method = 'fist'", (_, method) => method == "fist");
            default:
                var (weekday, another) = (seeded.Pick(Weekdays), seeded.Pick(Weekdays));
                return ($"date_weekday IN ('{Code(weekday)}', '{Code(another)}')", (day, _) => day.DayOfWeek == weekday || day.DayOfWeek == another);
        }
    }

    private static bool Holds(int comparison, int order) => comparison switch
    {
        0 => order == 0,
        1 => order != 0,
        2 => order < 0,
        3 => order <= 0,
        4 => order > 0,
        _ => order >= 0,
    };

    private static string Code(DayOfWeek day) => day.ToString()[..3].ToLowerInvariant();

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
