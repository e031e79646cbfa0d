using System.Globalization;

namespace FederatedGateway.Queries.Tests;

public sealed class DateTests
{
    private static readonly Dataset Injuries = TestDictionary.Shared.Datasets["injuries"];
    private static readonly string[] Methods = ["fist", "glass"];
    private static readonly DateOnly First = new(2019, 3, 4);
    private static readonly DateOnly[] Days = [.. Enumerable.Range(0, new DateOnly(2024, 6, 30).DayNumber - First.DayNumber + 1).Select(First.AddDays)];

    [Fact]
    public void A_date_rolls_up_to_months_days_of_the_week_quarters_and_years()
    {
        Assert.Equal(["date_month", "date_weekday", "date_quarter", "date_year"], Injuries.Levels.Select(level => level.Name));
        Assert.Equal(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], Injuries.Level("date_weekday")!.Codes!.Select(code => code.Id));
        Assert.Equal("Saturday", Injuries.Level("date_weekday")!.Codes![5].Title);
        Assert.All(Days.Index(), day =>
        {
            Assert.Equal(day.Item.ToString("yyyy-MM", CultureInfo.InvariantCulture), CodeOf("date_month", day.Index));
            Assert.Equal(day.Item.DayOfWeek.ToString()[..3].ToLowerInvariant(), CodeOf("date_weekday", day.Index));
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{day.Item.Year}-Q{(day.Item.Month + 2) / 3}"), CodeOf("date_quarter", day.Index));
            Assert.Equal(day.Item.Year.ToString(CultureInfo.InvariantCulture), CodeOf("date_year", day.Index));
        });
    }

    [Theory]
    [InlineData("date = '2024-02-29'", "date = '2024-02-29'")]
    [InlineData("date_year = 2021", "date BETWEEN '2021-01-01' AND '2021-12-31'")]
    [InlineData("YEAR(date) = 2021", "date BETWEEN '2021-01-01' AND '2021-12-31'")]
    [InlineData("date_month >= '2024-01'", "date >= '2024-01-01'")]
    [InlineData("date_month < '2019-04'", "date <= '2019-03-31'")]
    [InlineData("date_quarter = '2024-Q1'", "date BETWEEN '2024-01-01' AND '2024-03-31'")]
    [InlineData("MONTH(date) = 2 AND date >= '2023-01-01'", "date BETWEEN '2023-02-01' AND '2023-02-28' OR date BETWEEN '2024-02-01' AND '2024-02-29'")]
    [InlineData("DAY(date) = 29 AND MONTH(date) = 2", "date IN ('2020-02-29', '2024-02-29')")]
    [InlineData("DATEPART(day, date) = 29 AND DATEPART(month, date) = 2", "date IN ('2020-02-29', '2024-02-29')")]
    [InlineData("date_weekday = 'sat'", "date_weekday = 'sat'")]
    [InlineData("date_weekday <> 'sat' AND date_weekday <> 'sun'", "date_weekday IN ('fri', 'mon', 'thu', 'tue', 'wed')")]
    [InlineData("NOT date_weekday IN ('sun', 'sat')", "date_weekday IN ('fri', 'mon', 'thu', 'tue', 'wed')")]
    [InlineData("date_weekday = 'sat' AND date_year = 2021", "date BETWEEN '2021-01-02' AND '2021-12-25' AND date_weekday = 'sat'")]
    [InlineData("date_weekday <> 'sat' OR date_year <> 2021", "NOT (date BETWEEN '2021-01-02' AND '2021-12-25' AND date_weekday = 'sat')")]
    [InlineData("date_weekday = 'sat' AND date_month = '2021-05'", "date BETWEEN '2021-05-01' AND '2021-05-29' AND date_weekday = 'sat'")]
    [InlineData("date_weekday = 'sun' AND date_month = '2021-06'", "date IN ('2021-06-06', '2021-06-13', '2021-06-20', '2021-06-27')")]
    public void A_condition_on_a_level_is_one_on_the_dates_and_stays_short(string written, string canonical)
    {
        var query = TestDictionary.Query($"SELECT COUNT(*) FROM injuries WHERE {written}");

        Assert.Equal($"SELECT COUNT(*) FROM injuries WHERE {canonical}", query.Text);
        Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
    }

    [Fact]
    public void Conditions_on_dates_have_one_text_exactly_when_they_are_true_of_the_same_days()
    {
        var random = new RandomDates(new Seeded(31));
        var (texts, tables) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        var met = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var (sql, holds) = random.Next(depth: 2);
            var table = string.Concat(Methods.SelectMany(method => Days.Select(day => holds(day, method) ? '1' : '0')));
            var reading = TestDictionary.Reading($"SELECT COUNT(*) FROM injuries WHERE {sql}");
            if (reading.Query is not { } query)
            {
                Assert.True(table.All(truth => truth == '0'), $"{sql}: {reading.Error}");
                continue;
            }

            Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
            Assert.Equal(Months(table), query.Months.Select(month => month.ToString()));
            met += texts.TryAdd(table, query.Text) ? 0 : 1;
            Assert.True(texts[table] == query.Text, $"{sql} is written {query.Text}, and what means the same {texts[table]}");
            tables.TryAdd(query.Text, table);
            Assert.True(tables[query.Text] == table, $"{query.Text} has two meanings");
        }

        // Were hardly ever two conditions the same, the test would show nothing.
        Assert.True(met > 300 && texts.Count > 1_000, $"{met} of {texts.Count}");
    }

    [Fact]
    public void The_grid_has_the_days_asked_and_a_month_with_one_of_them()
    {
        var query = TestDictionary.Query("SELECT date, date_month, COUNT(*) FROM injuries WHERE date BETWEEN '2024-02-28' AND '2024-03-01' GROUP BY date, date_month");

        Assert.Equal(["2024-02-28 2024-02", "2024-02-29 2024-02", "2024-03-01 2024-03"], query.Grid().Select(key => string.Join(' ', key)));
        Assert.Equal(["2024-02", "2024-03"], query.Months.Select(month => month.ToString()));
        Assert.Equal(
            ["2024-02", "2024-03"],
            TestDictionary.Query("SELECT date_month, COUNT(*) FROM injuries WHERE date BETWEEN '2024-02-28' AND '2024-03-01' GROUP BY date_month").Grid().Select(key => key[0]));
    }

    [Fact]
    public void A_roll_up_goes_from_years_to_days()
    {
        var query = TestDictionary.Query("SELECT date_year, date_month, date, COUNT(*) FROM injuries GROUP BY ROLLUP(date_year, date_month, date)");

        Assert.Equal(["", "date_year", "date_month", "date"], query.Levels.Select(level => string.Join(' ', level.GroupBy.Select(part => part.Name))));
        Assert.Equal([1, 6, 64, Days.Length], query.Levels.Select(level => level.GridSize));
    }

    [Fact]
    public void Days_of_the_week_can_be_brought_together_by_CASE()
    {
        var query = TestDictionary.Query("SELECT COUNT(*) FROM injuries GROUP BY CASE WHEN date_weekday IN ('sat', 'sun') THEN 'weekend' ELSE 'week' END");

        Assert.Equal("SELECT CASE WHEN date_weekday IN ('sat', 'sun') THEN 'weekend' ELSE 'week' END, COUNT(*) FROM injuries GROUP BY CASE WHEN date_weekday IN ('sat', 'sun') THEN 'weekend' ELSE 'week' END", query.Text);
        Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
        Assert.Equal("date_weekday", TestDictionary.Query("SELECT COUNT(*) FROM injuries GROUP BY CASE date_weekday "
            + string.Concat(Injuries.Level("date_weekday")!.Codes!.Select(code => $"WHEN '{code.Id}' THEN '{code.Id}' ")) + "END").GroupBy[0].Name);
    }

    [Theory]
    [InlineData("2023-02-29")]
    [InlineData("2024-2-9")]
    [InlineData("2024-02")]
    [InlineData("20240209")]
    [InlineData("2024-02-09T10:00:00")]
    [InlineData("09/02/2024")]
    [InlineData("2019-03-03")]
    [InlineData("2024-07-01")]
    [InlineData("")]
    [InlineData("２０２４-02-09")]
    public void What_is_no_date_of_the_period_is_refused_with_the_period(string date)
    {
        var error = TestDictionary.Reading($"SELECT COUNT(*) FROM injuries WHERE date = '{date}'").Error!;

        Assert.Equal((1, 44), (error.Line, error.Column));
        Assert.EndsWith("is no date of date", error.Message, StringComparison.Ordinal);
        Assert.Equal("'2019-03-04' to '2024-06-30'", error.Accepted);
    }

    [Theory]
    [InlineData("DATEPART(weekday, date) = 7", "'DATEPART' cannot be used like this")]
    [InlineData("date_weekday > 'fri'", "the codes of date_weekday have no order")]
    [InlineData("date > 20240101", "date is compared with text only")]
    [InlineData("date > DATEADD(day, -7, '2024-01-01')", "date is compared with text only")]
    public void What_no_date_can_be_asked_is_refused(string where, string message)
    {
        var error = TestDictionary.Reading($"SELECT COUNT(*) FROM injuries WHERE {where}").Error!;

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_asks_for_a_day_of_the_week_by_number_is_told_of_the_level() =>
        Assert.Contains("date_weekday", TestDictionary.Reading("SELECT COUNT(*) FROM injuries GROUP BY DATEPART(weekday, date)").Error!.Accepted, StringComparison.Ordinal);

    [Theory]
    [InlineData("2024-02-30", "2024-06-30", "'2024-02-30' is no date")]
    [InlineData("2024-02", "2024-06-30", "'2024-02' is no date")]
    [InlineData("2024-07-01", "2024-06-30", "from must not be after until")]
    [InlineData("1900-01-01", "2024-06-30", "nor more than 100 years before it")]
    [InlineData("0001-01-01", "0099-12-31", "after the year 1")]
    [InlineData("9990-01-01", "9999-12-31", "before the year 9999")]
    public void A_dictionary_with_no_such_period_is_refused(string from, string until, string message)
    {
        var document = TestDictionary.Json.Replace("2019-03-04", from, StringComparison.Ordinal).Replace("2024-06-30", until, StringComparison.Ordinal);

        Assert.Contains(message, Assert.Throws<DictionaryException>(() => TestDictionary.Read(document)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_on_days_of_the_week_over_a_century_has_a_short_text()
    {
        var dictionary = TestDictionary.Read(TestDictionary.Json.Replace("2019-03-04", "1924-07-01", StringComparison.Ordinal));

        Assert.Equal(
            "SELECT COUNT(*) FROM injuries WHERE date BETWEEN '1950-01-01' AND '2024-06-30' AND date_weekday IN ('sat', 'sun')",
            SqlReader.Read("SELECT COUNT(*) FROM injuries WHERE date_weekday IN ('sat', 'sun') AND date_year >= 1950", dictionary).Query!.Text);
    }

    private static string CodeOf(string level, int place) => Injuries.Level(level)!.CodeOf(place);

    private static IEnumerable<string> Months(string table) =>
        Days.Where((_, index) => table[index] == '1' || table[Days.Length + index] == '1').Select(day => day.ToString("yyyy-MM", CultureInfo.InvariantCulture)).Distinct();
}
