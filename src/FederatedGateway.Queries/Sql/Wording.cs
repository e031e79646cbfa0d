using System.Text;

namespace FederatedGateway.Queries;

/// <summary>Words of error messages: foreign text made safe to print, and the nearest of known names.</summary>
internal static class Wording
{
    public const string Grammar =
        "SELECT [TOP (number)] columns and measures FROM dataset [JOIN public table ON table.key = column] [WHERE condition] [GROUP BY columns and ROLLUP(columns)] "
        + "[HAVING condition on measures] [ORDER BY columns or measures]; columns are columns of the dataset, their levels, YEAR(time), MONTH(time), DAY(date), DATEPART(quarter, time) and CASE; "
        + "measures are COUNT(*), COUNT(DISTINCT unit), " + OfNumbers + "; a rate is number * measure / table.column";

    private const string OfNumbers = "SUM(column), AVG(column), VAR(column), STDEV(column), APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY column), HISTOGRAM(column, bins)";

    private const int LongestShown = 64;
    private const int MostListed = 12;
    private const int MostCompared = 500;

    /// <summary>The measures of a dataset that protects <paramref name="unit"/>.</summary>
    public static string Measures(string unit) => $"COUNT(*), COUNT(DISTINCT {unit}), {OfNumbers}";

    /// <summary>The parts of a dataset's months and dates.</summary>
    public static string DateParts(Dataset dataset) => string.Join(", ", dataset.Columns.Where(column => column.Type is CalendarType).Select(column =>
        $"YEAR({column.Name}), MONTH({column.Name}), DATEPART(quarter, {column.Name})"
        + (column.Type is DateType ? $", DAY({column.Name}), {CalendarParts.WeekdayLevel(column.Name)}" : "")));

    /// <summary>Quotes foreign text: cut at 64 characters, and nothing in it that could steer a terminal or break a line.</summary>
    public static string Quote(string text) => $"'{Safe(text.Length > LongestShown ? text[..LongestShown] + "..." : text)}'";

    public static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            safe.Append(IsPrintable(rune) ? rune.ToString() : $"\\u{rune.Value:x4}");
        }

        return safe.ToString();
    }

    public static bool IsPrintable(Rune rune) =>
        rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
            System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
            or System.Globalization.UnicodeCategory.OtherNotAssigned or System.Globalization.UnicodeCategory.PrivateUse
            or System.Globalization.UnicodeCategory.SpaceSeparator or System.Globalization.UnicodeCategory.Surrogate);

    /// <summary>One of the known names, the nearest to what was written first, as words for what would be accepted.</summary>
    public static string OneOf(string written, IEnumerable<string> known)
    {
        string[] all = [.. known];
        return all.Length == 0 ? "nothing, as there is none" : "one of: " + Nearest(written, all);
    }

    /// <summary>The known names as a list, the nearest to what was written first.</summary>
    public static string Nearest(string written, IReadOnlyCollection<string> known)
    {
        var sought = (written.Length > LongestShown ? written[..LongestShown] : written).ToLowerInvariant();
        var listed = LikeMost(sought, known).OrderBy(name => Distance(sought, name.ToLowerInvariant())).ThenBy(name => name, StringComparer.Ordinal).Take(MostListed);
        var others = known.Count > MostListed ? $" and {known.Count - MostListed} others" : "";
        return known.Count == 0 ? "none" : string.Join(", ", listed) + others;
    }

    // The distance takes time, so of a long list only those are compared that begin alike.
    private static IEnumerable<string> LikeMost(string sought, IReadOnlyCollection<string> known) =>
        known.Count <= MostCompared ? known : known.OrderByDescending(name => name.AsSpan().CommonPrefixLength(sought, IgnoreCase)).ThenBy(name => name, StringComparer.Ordinal).Take(MostCompared);

    private static EqualityComparer<char> IgnoreCase { get; } =
        EqualityComparer<char>.Create((left, right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right), letter => char.ToLowerInvariant(letter));

    // Levenshtein distance, row by row.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[right.Length];
    }
}
