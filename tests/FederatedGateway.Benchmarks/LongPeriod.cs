using System.Globalization;
using System.Text;
using FederatedGateway.Queries;

namespace FederatedGateway.Benchmarks;

/// <summary>A dictionary with the dates of a century, the longest period there can be, and the worst that can be written about it.</summary>
internal static class LongPeriod
{
    public static DataDictionary Read() => DataDictionary.Read(Encoding.UTF8.GetBytes("""
        {
          "kind": "DataDictionary/v1", "id": "century", "version": 1, "title": "A century of dates",
          "codelists": { "method": { "title": "Method", "codes": [{ "id": "fist", "title": "Fist" }, { "id": "glass", "title": "Glass" }] } },
          "datasets": { "injuries": { "title": "Injuries", "unit": "incident", "time": "date", "contribution": { "maxGroups": 1, "maxRowsPerGroup": 1 },
            "columns": [
              { "name": "date", "title": "Date", "type": "date", "from": "1925-01-01", "until": "2025-01-01" },
              { "name": "method", "title": "Method", "type": "code", "codelist": "method" }
            ] } }
        }
        """));

    /// <summary>Questions and texts that are refused, each with what is long about it.</summary>
    public static IReadOnlyList<(string Name, string Sql)> Texts() =>
    [
        ("group by the date", "SELECT date, COUNT(*) FROM injuries GROUP BY date"),
        ("roll-up from years to dates", "SELECT date_year, date_quarter, date_month, date, COUNT(*) FROM injuries GROUP BY ROLLUP(date_year, date_quarter, date_month, date)"),
        ("days of the week", Where("date_weekday IN ('sat', 'sun')")),
        ("days of the week in some years", Where("date_weekday <> 'mon' AND date_year > 1950")),
        ("days of the week, joined by OR as often as there may be", Where(string.Join(" OR ", Enumerable.Range(0, 24).Select(_ => "date_weekday = 'sat'")))),
        ("days of the week, beyond what there may be", Where(string.Join(" AND ", Enumerable.Range(0, 100).Select(_ => "date_weekday <> 'sat'")))),
        ("days of the month", Where("DAY(date) IN (1, 15) AND MONTH(date) <> 2")),
        ("the first of each month, too long for a text", Where("DAY(date) = 1")),
        ("days of the week, and one more", Where("date_weekday = 'sat' OR date = '1999-12-31'")),
        ("days of the week by method", Where("date_weekday = 'sat' AND method = 'fist' OR date_weekday = 'sun' AND date_year < 2000")),
        ("many dates", Where($"date IN ({string.Join(", ", Enumerable.Range(0, 1_000).Select(day => $"'{Text(day * 31)}'"))})")),
        ("all but many dates", Where($"date NOT IN ({string.Join(", ", Enumerable.Range(0, 1_000).Select(day => $"'{Text(day * 31)}'"))})")),
        ("CASE on days of the week", "SELECT COUNT(*) FROM injuries GROUP BY CASE WHEN date_weekday IN ('sat', 'sun') THEN 'weekend' ELSE 'week' END"),
        ("CASE on days of the week and years", "SELECT COUNT(*) FROM injuries GROUP BY CASE WHEN date_weekday = 'sat' THEN 'a' WHEN date_year < 1950 THEN 'b' ELSE 'c' END"),
        ("CASE that keeps the dates", "SELECT COUNT(*) FROM injuries GROUP BY CASE date WHEN '1999-12-31' THEN 'one' ELSE date END"),
        ("no date", Where("date = '1999-02-29'")),
    ];

    private static string Where(string condition) => $"SELECT COUNT(*) FROM injuries WHERE {condition}";

    private static string Text(int day) => new DateOnly(1925, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
