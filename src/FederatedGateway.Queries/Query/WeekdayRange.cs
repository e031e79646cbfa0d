namespace FederatedGateway.Queries;

/// <summary>
/// Dates that are all those of some days of the week from one date to another, such as the Saturdays of ten years. Listed, they would be more than
/// a text has room for and more than people read.
/// </summary>
/// <param name="Low">The first date, by its place.</param>
/// <param name="High">The last.</param>
/// <param name="Weekdays">The days of the week, by their place from Monday.</param>
/// <param name="IsWhole">Whether the column has no other dates of these days.</param>
internal sealed record WeekdayRange(int Low, int High, IReadOnlyList<int> Weekdays, bool IsWhole)
{
    // So few ranges are read as easily when they are written out.
    private const int MostWritten = 4;

    /// <summary>The form of a set of dates; null where it has few ranges or is no such set.</summary>
    public static WeekdayRange? Of(DateType type, ValueSet set)
    {
        if (set.Ranges.Count <= MostWritten)
        {
            return null;
        }

        var (low, high) = ((int)set.Ranges[0].Low, (int)set.Ranges[^1].High);
        var chosen = set.Values.Take(DaysPerWeek * DaysPerWeek).Select(place => Weekday(type, place)).Distinct().Order().ToArray();
        return chosen.Length < DaysPerWeek && set.Count == Count(type, low, high, chosen) && set.Values.All(place => chosen.Contains(Weekday(type, place)))
            ? new(low, high, chosen, Count(type, 0, type.Count - 1, chosen) == set.Count)
            : null;
    }

    private const int DaysPerWeek = 7;

    private static int Weekday(DateType type, long place) => CalendarParts.WeekdayOf(type.DateOf((int)place));

    private static int Count(DateType type, int low, int high, int[] weekdays) =>
        Enumerable.Range(low, high - low + 1).Count(place => weekdays.Contains(Weekday(type, place)));
}
