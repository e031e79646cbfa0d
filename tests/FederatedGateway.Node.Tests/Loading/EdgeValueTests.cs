using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using FederatedGateway.Agreements;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>Values and files at the edges of what a source can hold: each is loaded exactly, or refused with one reason.</summary>
public sealed class EdgeValueTests : IDisposable
{
    private const string Places = "SELECT place, COUNT(*) AS n FROM visits GROUP BY place";
    private const string Sum = "SELECT SUM(cost) AS s FROM visits";

    // The greatest column that a dictionary allows beside others: 10^15 in pence.
    private const string Wide = "\"min\": -10000000000000, \"max\": 10000000000000, \"unitTotal\": { \"min\": -10000000000000, \"max\": 10000000000000 }";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2024-11", null)]
    [InlineData("2025-02", null)]
    [InlineData("2024-10", "out of range")]
    [InlineData("2025-03", "out of range")]
    [InlineData("0000-01", "out of range")]
    [InlineData("9999-12", "out of range")]
    [InlineData("2025-00", "not a month")]
    [InlineData("2025-13", "not a month")]
    [InlineData("2025-01-31", "not a month")]
    [InlineData("10000-01", "not a month")]
    [InlineData("-001-01", "not a month")]
    [InlineData("２０２５-01", "not a month")]
    public void A_month_is_within_the_dictionary_or_its_row_is_refused(string month, string? reason) => Holds($"p1,{month},Pub,A1,1\n", "month", reason);

    [Theory]
    [InlineData("2024-11-05", null)]
    [InlineData("2025-02-17", null)]
    [InlineData("2024-11-04", "out of range")]
    [InlineData("2025-02-18", "out of range")]
    [InlineData("0001-01-01", "out of range")]
    [InlineData("9999-12-31", "out of range")]
    [InlineData("2024-11-31", "not a date")]
    [InlineData("2025-02-29", "not a date")]
    [InlineData("2025-01", "not a date")]
    [InlineData("2025-1-7", "not a date")]
    [InlineData("2025-01-07 10:00", "not a date")]
    [InlineData("07/01/2025", "not a date")]
    [InlineData("20250107", "not a date")]
    [InlineData("infinity", "not a date")]
    [InlineData("２０２５-01-07", "not a date")]
    [InlineData("", "missing")]
    public void A_date_is_within_the_dictionary_or_its_row_is_refused(string date, string? reason) => Holds($"p1,{date},Pub,A1,1\n", "day", reason, time: Visits.Dates);

    [Theory]
    [InlineData("TRY_CAST(\"Month\" AS DATE)", "2025-01-07")]
    [InlineData("TRY_CAST(\"Month\" AS TIMESTAMP)", "2025-01-07 23:59:59")]
    [InlineData("try_strptime(\"Month\", '%d/%m/%Y %H:%M')", "07/01/2025 00:00")]
    public void A_time_of_the_day_is_its_date(string expression, string time)
    {
        string mapping = Visits.Mapping.Replace("'\"Month\"'", $"'{expression.Replace("'", "''", StringComparison.Ordinal)}'", StringComparison.Ordinal);
        using LoadedVisits visits = Load($"p1,{time},Pub,A1,1\n", mapping, time: Visits.Dates);
        Assert.Equal("2025-01-07", visits.Read("SELECT day, COUNT(*) AS n FROM visits GROUP BY day", WindowKind.Month).Single().Key);
    }

    [Theory]
    [InlineData("month", "1926-01", null)]
    [InlineData("month", "1999-12", null)]
    [InlineData("month", "2025-12", null)]
    [InlineData("month", "1925-12", "out of range")]
    [InlineData("month", "2026-01", "out of range")]
    [InlineData("month", "1999-13", "not a month")]
    [InlineData("date", "1926-01-01", null)]
    [InlineData("date", "2000-02-29", null)]
    [InlineData("date", "2025-12-31", null)]
    [InlineData("date", "1925-12-31", "out of range")]
    [InlineData("date", "2026-01-01", "out of range")]
    [InlineData("date", "1999-02-29", "not a date")]
    public void A_hundred_years_are_told_apart(string type, string time, string? reason)
    {
        string ends = type == "month" ? "\"from\": \"1926-01\", \"until\": \"2025-12\"" : "\"from\": \"1926-01-01\", \"until\": \"2025-12-31\"";
        _folder.Write("visits.csv", $"{Visits.Header}\np1,{time},Pub,A1,1\n");
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(time: $"\"name\": \"month\", \"title\": \"Month\", \"type\": \"{type}\", {ends}"), Visits.Mapping, maxRefusedShare: 1);
        Assert.Equal(reason is null ? "" : $"100 % month: {reason}", visits.Copy.Manifest.Refused.Reasons);
        Assert.Equal(reason is null ? [time] : [], visits.Read("SELECT month, COUNT(*) AS n FROM visits GROUP BY month", WindowKind.AllTime).Keys);
    }

    [Theory]
    [InlineData("2025-02-28", null)]
    [InlineData("2025-02-29", "missing")]
    [InlineData("2024-12-31", null)]
    [InlineData("2024-02-29", "out of range")]
    [InlineData("2100-02-29", "missing")]
    [InlineData("0001-01-01", "out of range")]
    [InlineData("9999-12-31", "out of range")]
    [InlineData("infinity", "not a month")]
    public void A_day_is_its_month_and_one_that_is_in_no_calendar_is_none(string day, string? reason) => Holds(
        $"p1,{day},Pub,A1,1\n", "month", reason, Visits.Mapping.Replace("'\"Month\"'", "'TRY_CAST(\"Month\" AS DATE)'", StringComparison.Ordinal));

    [Theory]
    [InlineData("-50", -50_00)]
    [InlineData("100", 100_00)]
    [InlineData("100.004999999999999999999999999999", 100_00)]
    [InlineData("-50.0049999", -50_00)]
    [InlineData("0.005", 1)]
    [InlineData("-0.005", -1)]
    [InlineData("0.00499999999999999999999999999999999", 0)]
    [InlineData("-0", 0)]
    [InlineData("+7.1", 710)]
    [InlineData("0000000000000000000000000000000000000000000000001.50", 150)]
    public void A_number_is_rounded_half_away_from_zero_to_the_columns_decimals(string number, long pence)
    {
        using LoadedVisits visits = Load($"p1,2025-01,Pub,A1,{number}\n");
        Assert.Equal(long.Clamp(pence, -20_00, 150_00), visits.Read(Sum, WindowKind.AllTime).Single().Value.Values[0]);
    }

    [Theory]
    [InlineData("100.005", "out of range")]
    [InlineData("-50.005", "out of range")]
    [InlineData("9223372036854775807", "not a number|out of range")]
    [InlineData("9223372036854775808", "not a number|out of range")]
    [InlineData("-9223372036854775809", "not a number|out of range")]
    [InlineData("18446744073709551616", "not a number|out of range")]
    [InlineData("0x10", "not a number")]
    [InlineData("1,5", "not a number")]
    [InlineData("١", "not a number")]
    public void A_number_beyond_its_column_refuses_its_row(string number, string reason) => Holds($"p1,2025-01,Pub,A1,\"{number}\"\n", "cost", reason);

    [Theory]
    [InlineData("10000000000000", 1_000_000_000_000_000)]
    [InlineData("-10000000000000.00", -1_000_000_000_000_000)]
    [InlineData("9999999999999.99", 999_999_999_999_999)]
    [InlineData("-9999999999999.994", -999_999_999_999_999)]
    [InlineData("99999.999e7", 99_999_999_000_000)]
    public void The_ends_of_a_wide_column_are_exact(string number, long pence)
    {
        _folder.Write("visits.csv", $"{Visits.Header}\np1,2025-01,Pub,A1,{number}\n");
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(cost: Wide));
        Assert.Equal(pence, visits.Read(Sum, WindowKind.AllTime).Single().Value.Values[0]);
    }

    [Theory]
    [InlineData("Ünïté", "Ünïté", 1)] // The same letters in one piece.
    [InlineData("Ünïté", "U\u0308ni\u0308te\u0301", 2)] // Composed, and of combining characters: other text, another unit.
    [InlineData("😀", "😀", 1)]
    [InlineData("a", "A", 2)]
    [InlineData("a", "a ", 2)]
    [InlineData("a", "a\u200B", 2)]
    [InlineData("ß", "ss", 2)]
    [InlineData("a", "a\0b", 2)]
    public void Units_are_told_apart_by_their_text_character_by_character(string one, string other, int units)
    {
        using LoadedVisits visits = Load($"{one},2025-01,Pub,A1,1\n{other},2025-01,Pub,A1,1\n");
        Assert.Equal(units, visits.Copy.Manifest.Units);
    }

    [Theory]
    [InlineData("Café")]
    [InlineData("Cafe\u0301")]
    [InlineData("😀")]
    [InlineData("Pub\0")]
    [InlineData("pub\u00A0")]
    public void A_value_that_is_no_code_is_none_however_alike_it_looks(string place) => Holds(
        $"p1,2025-01,{place},A1,1\n", "place", "not in the codelist", Visits.Mapping.Replace(", otherwise: other", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("Café", "caf\u00e9", 1)]
    [InlineData("Café", "Cafe\u0301", 0)]
    [InlineData("東京🏥", "東京🏥", 1)]
    public void A_translation_holds_for_its_very_text(string written, string found, int shown)
    {
        string mapping = Visits.Mapping.Replace("Pub: pub", $"\"{written}\": pub, \"caf\u00e9\": pub", StringComparison.Ordinal);
        using LoadedVisits visits = Load($"p1,2025-01,{found},A1,1\n", mapping);
        Assert.Equal(shown == 1 ? "pub" : "other", visits.Read(Places, WindowKind.AllTime).Single().Key);
    }

    [Fact]
    public void An_open_code_of_other_digits_than_the_pattern_means_is_refused()
    {
        Holds("p1,2025-01,Pub,A１,1\n", "area", "not of the right shape");
        Holds("p1,2025-01,Pub,\"A1\n\",1\n", "area", "not of the right shape");
    }

    [Theory]
    [InlineData("Person,Month,Place,Area,Cost\n")]
    [InlineData("Person,Month,Place,Area,Cost\r\n")]
    [InlineData("\uFEFFPerson,Month,Place,Area,Cost\n")]
    public void A_file_of_nothing_but_its_header_has_no_rows(string file)
    {
        _folder.Write("visits.csv", file);
        using var visits = new LoadedVisits(_folder, Visits.Dictionary());
        Assert.Equal((0, 0), (visits.Copy.Manifest.Rows, visits.Copy.Manifest.Units));
        Assert.Empty(visits.Read(Places, WindowKind.AllTime));
        Assert.Equal(0, visits.Read(Sum, WindowKind.AllTime).Single().Value.Units);
    }

    [Theory]
    [InlineData("\n", "\uFEFF")]
    [InlineData("\r\n", "")]
    [InlineData("\r\n", "\uFEFF")]
    public void A_mark_of_UTF_8_and_line_ends_of_Windows_change_nothing(string lineEnd, string mark)
    {
        _folder.Write("visits.csv", $"{mark}{Visits.Header}{lineEnd}p1,2025-01,Pub,A1,1{lineEnd}p2,2025-02,Street,B2,2{lineEnd}");
        using var visits = new LoadedVisits(_folder, Visits.Dictionary());
        Assert.Equal(["pub", "street"], visits.Read(Places, WindowKind.AllTime).Keys);
    }

    [Fact]
    public void Quoted_line_breaks_delimiters_and_quotes_are_text_in_the_header_and_in_rows()
    {
        _folder.Write("visits.csv", "\"Per\nson\",Month,\"Pla,ce\",\"A \"\"r\"\" ea\",Cost\n\"p,\n\"\"1\"\"\",2025-01,\"Pub\nor inn\",A1,\"1\"\n\"p,\n\"\"1\"\"\",2025-01,Pub,A1,2\n");
        string mapping = Visits.Mapping.Replace("'\"Person\"'", "\"\\\"Per\\nson\\\"\"", StringComparison.Ordinal)
            .Replace("'\"Place\"', translate: { Pub: pub", "'\"Pla,ce\"', translate: { \"Pub\\nor inn\": pub, Pub: street", StringComparison.Ordinal)
            .Replace("'\"Area\"'", "'\"A \"\"r\"\" ea\"'", StringComparison.Ordinal);
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(), mapping);
        Assert.Equal(1, visits.Copy.Manifest.Units);
        Assert.Equal(["pub:1", "street:1"], visits.Read(Places, WindowKind.AllTime).Select(cell => $"{cell.Key}:{cell.Value.Units}"));
    }

    [Theory]
    [InlineData("Person,Month,Place,Area,Cost,Cost", "column 5 twice")]
    [InlineData("Person,Month,Place,Area,Cost,COST", "column 5 twice")]
    [InlineData("Person,Month,Place,Area,Cost,", "column without a name")]
    [InlineData("Person,Month,Place,Area,Cost, ", "column without a name")]
    public void A_header_that_could_mean_two_columns_or_none_is_refused(string header, string expected)
    {
        _folder.Write("visits.csv", $"{header}\np1,2025-01,Pub,A1,1,2\n");
        StartupException error = Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary()));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Configuration, error.ExitCode);
    }

    [Fact]
    public void Parquet_values_at_the_ends_of_their_types_load_or_are_refused()
    {
        using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            duck.Open();
            duck.Run($"""
                COPY (SELECT * FROM (VALUES
                    ('p1', DATE '2025-01-31', 'Pub', 'A1', CAST(1.005 AS DECIMAL(38, 10))),
                    ('p2', DATE '5877642-06-25', 'Pub', 'A1', 1), ('p3', DATE '4713-01-01 (BC)', 'Pub', 'A1', 1), ('p4', DATE 'infinity', 'Pub', 'A1', 1),
                    ('p5', DATE '2025-02-28', 'Pub', 'A1', CAST('9999999999999999999999999999.9999999999' AS DECIMAL(38, 10))))
                    AS rows("Person", "Month", "Place", "Area", "Cost")) TO '{_folder.Of("visits.parquet")}' (FORMAT parquet)
                """);
        }

        string mapping = Visits.Mapping.Replace("visits.csv", "visits.parquet", StringComparison.Ordinal).Replace("format: csv", "format: parquet", StringComparison.Ordinal);
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(), mapping, maxRefusedShare: 0.8);
        Assert.Equal(101, visits.Read(Sum, WindowKind.AllTime).Single().Value.Values[0]);
        Assert.Equal(1, visits.Copy.Manifest.Rows);
    }

    [Theory]
    [InlineData("1.005", "DECIMAL(38, 10)", 101)]
    [InlineData("1.005", "DECIMAL(5, 3)", 101)]
    [InlineData("-0.005", "DECIMAL(18, 3)", -1)]
    [InlineData("1.005", "DOUBLE", 101)]
    [InlineData("1.005", "VARCHAR", 101)]
    [InlineData("7", "TINYINT", 700)]
    [InlineData("7", "BIGINT", 700)]
    [InlineData("7", "UBIGINT", 700)]
    [InlineData("7", "HUGEINT", 700)]
    [InlineData("99999999999999.99", "DECIMAL(18, 2)", null)]
    [InlineData("9223372036854775807", "BIGINT", null)]
    [InlineData("18446744073709551615", "UBIGINT", null)]
    [InlineData("123456789012345678901234567890", "DECIMAL(38, 0)", null)]
    [InlineData("-1e300", "DOUBLE", null, "not a number")]
    public void A_number_is_the_same_of_whatever_type_the_source_has_it(string number, string type, int? pence, string reason = "out of range")
    {
        using LoadedVisits visits = LoadParquet($"SELECT 'p1' AS \"Person\", '2025-01' AS \"Month\", 'Pub' AS \"Place\", 'A1' AS \"Area\", CAST('{number}' AS {type}) AS \"Cost\"");
        Assert.Equal(pence is null ? $"100 % cost: {reason}" : "", visits.Copy.Manifest.Refused.Reasons);
        Assert.Equal(pence ?? 0, visits.Read(Sum, WindowKind.AllTime).Single().Value.Values[0]);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("-inf")]
    public void A_number_that_is_not_finite_stops_the_load_even_in_a_row_that_is_refused_for_another_reason(string number)
    {
        StartupException error = Assert.Throws<StartupException>(() => LoadParquet(
            $"SELECT 'p' || i AS \"Person\", CASE i WHEN 2 THEN 'no month' ELSE '2025-01' END AS \"Month\", 'Pub' AS \"Place\", 'A1' AS \"Area\", CASE i WHEN 2 THEN CAST('{number}' AS DOUBLE) ELSE 1 END AS \"Cost\" FROM range(5) t(i)"));
        Assert.Contains("visits.parquet holds NaN or infinity for cost in row 3.", error.Message, StringComparison.Ordinal);
    }

    // Without a reason the row loads; with one it is refused, for that alone.
    private void Holds(string row, string column, string? reason, string mapping = Visits.Mapping, string time = Visits.Months)
    {
        using LoadedVisits visits = Load(row, mapping, maxRefusedShare: 1, time);
        Assert.Equal(reason is null ? 1 : 0, visits.Copy.Manifest.Rows);
        Assert.Matches(reason is null ? "^$" : string.Create(CultureInfo.InvariantCulture, $"^100 % {column}: ({reason})$"), visits.Copy.Manifest.Refused.Reasons);
    }

    private LoadedVisits LoadParquet(string rows)
    {
        using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            duck.Open();
            duck.Run($"COPY ({rows}) TO '{_folder.Of("visits.parquet")}' (FORMAT parquet)");
        }

        string mapping = Visits.Mapping.Replace("visits.csv", "visits.parquet", StringComparison.Ordinal).Replace("format: csv", "format: parquet", StringComparison.Ordinal);
        return new LoadedVisits(_folder, Visits.Dictionary(), mapping, maxRefusedShare: 1);
    }

    private LoadedVisits Load(string rows, string mapping = Visits.Mapping, double maxRefusedShare = 0, string time = Visits.Months)
    {
        DataDictionary dictionary = Visits.Dictionary(time: time);
        _folder.Write("visits.csv", Encoding.UTF8.GetBytes($"{Visits.Header}\n{rows}"));
        return new LoadedVisits(_folder, dictionary, Visits.MappingFor(dictionary, mapping), maxRefusedShare);
    }
}
