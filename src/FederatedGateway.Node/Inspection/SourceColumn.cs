using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>What one column of a source holds.</summary>
/// <param name="Name">The name in the source.</param>
/// <param name="Type">PostgreSQL's name of its type; null in a file.</param>
/// <param name="Alias">The name in the table <c>source</c>; <c>Alias_values</c> holds each value once, with <c>n</c>, its rows.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="Dates">The form in which most values are a day or month; null where most are none.</param>
/// <param name="Numbers">The form in which most values are a number; null where most are none.</param>
/// <param name="Values">The values and their rows, the most frequent first; empty where there are very many.</param>
internal sealed record SourceColumn(string Name, string? Type, string Alias, long Missing, long Distinct, DateForm? Dates, NumberForm? Numbers, IReadOnlyList<(string Text, long Rows)> Values)
{
    private const int MostValues = 50_000;
    private const int Sampled = 500;

    // A few values of another form, such as a word for unknown, do not make a date column another one.
    private const double Most = 0.95;

    /// <summary>What the column is, in a word.</summary>
    public string Kind => Distinct == 0 ? "empty" : Dates is not null ? "date" : Numbers is null ? "text" : Numbers.Decimals > 0 ? "decimal" : "whole number";

    /// <summary>Looks at a column.</summary>
    public static SourceColumn Of(SourceTable table, string name, string? type, string alias)
    {
        DuckDBConnection connection = table.Connection;
        connection.Run($"CREATE TEMP TABLE {alias}_values AS SELECT {alias}, count(*) AS n FROM source WHERE {alias} IS NOT NULL GROUP BY {alias}");
        connection.Run($"CREATE OR REPLACE TEMP TABLE sampled AS FROM {alias}_values LIMIT {Sampled}");
        long present = connection.Number($"SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM {alias}_values");
        long distinct = connection.Number($"SELECT count(*) FROM {alias}_values");
        DateForm? dates = DateForm.All.FirstOrDefault(form => IsMost(connection, alias, form.Holds(alias)));
        NumberForm? numbers = dates is not null ? null : NumberForm.All.FirstOrDefault(form => IsMost(connection, alias, form.Holds(alias)));
        IReadOnlyList<(string, long)> values = distinct > MostValues ? [] : connection.Counts($"SELECT {alias}, n FROM {alias}_values ORDER BY n DESC, {alias}");
        return new SourceColumn(name, type, alias, table.Rows - present, distinct, dates, numbers?.WithDecimals(connection, alias), values);
    }

    /// <summary>The column in a mapping's expression.</summary>
    public string Expression => Quoted(Name);

    /// <summary>The column as a unit in a mapping's expression; null where its type can tell no units apart.</summary>
    public string? UnitExpression => Type switch
    {
        null => Expression,
        "numeric" => $"trim_scale({Expression})::text",
        _ => PostgresUnitType.Problem(Type) is null ? Expression : null,
    };

    /// <summary>The month or date of the column in a mapping's expression.</summary>
    public string TimeExpression(DateForm form, CalendarType type) => Type switch
    {
        null => form.Time(Expression, type),
        "date" or "timestamp" => Expression,
        "timestamptz" => $"{Expression} AT TIME ZONE 'UTC'",
        _ when PostgresUnitType.HasCollation(Type) => form.PostgresTime(Expression, type),
        _ => form.PostgresTime($"({Expression})::text", type),
    };

    /// <summary>A name in double quotes.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // Different values first in a few, for most forms fit hardly any; then in all, by rows.
    private static bool IsMost(DuckDBConnection connection, string alias, string condition) =>
        connection.Number($"SELECT CAST(2 * count(*) FILTER ({condition}) > count(*) AS BIGINT) FROM sampled") == 1
        && connection.Number($"SELECT CAST(coalesce(sum(n) FILTER ({condition}), 0) >= {Most.ToString(CultureInfo.InvariantCulture)} * sum(n) AS BIGINT) FROM {alias}_values") == 1;
}

/// <summary>A way to write days and months.</summary>
/// <param name="Name">The form, for people.</param>
/// <param name="Parts">DuckDB's forms of it; empty for ISO 8601.</param>
internal sealed record DateForm(string Name, params string[] Parts)
{
    /// <summary>The forms, the least ambiguous first.</summary>
    public static IReadOnlyList<DateForm> All { get; } =
    [
        new("year-month"),
        new("year-month-day"),
        .. new[] { "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%Y", "%Y%m%d" }.Select(form => new DateForm(form, form, form + " %H:%M", form + " %H:%M:%S")),
    ];

    /// <summary>Whether a value tells enough for a column of the type: a month has no date.</summary>
    public bool Tells(CalendarType type) => type is not DateType || Name != "year-month";

    /// <summary>Whether a value is written so, as SQL.</summary>
    public string Holds(string sql) => Name switch
    {
        "year-month" => $"regexp_full_match({sql}, '[0-9]{{4}}-(0[1-9]|1[0-2])')",
        "year-month-day" => $"regexp_matches({sql}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') AND TRY_CAST({sql} AS TIMESTAMP) IS NOT NULL",
        "%Y%m%d" => $"regexp_matches({sql}, '^(19|20)[0-9]{{6}}( |$)') AND {Parsed(sql)} IS NOT NULL",
        _ => $"{Parsed(sql)} IS NOT NULL",
    };

    /// <summary>The month of a value, as SQL that gives text such as <c>2025-01</c>.</summary>
    public string Month(string sql) => Name switch
    {
        "year-month" => sql,
        "year-month-day" => $"left(CAST({sql} AS VARCHAR), 7)",
        _ => $"strftime({Parsed(sql)}, '%Y-%m')",
    };

    /// <summary>The month or date of a value, as SQL that gives text such as <c>2025-01</c> or <c>2025-01-31</c>.</summary>
    public string Time(string sql, CalendarType type) => type switch
    {
        DateType when Name == "year-month-day" => $"left(CAST({sql} AS VARCHAR), 10)",
        DateType => $"strftime({Parsed(sql)}, '%Y-%m-%d')",
        _ => Month(sql),
    };

    /// <summary>The month or date of a value, as SQL of PostgreSQL; null where it is not written so.</summary>
    public string PostgresTime(string sql, CalendarType type) => Name switch
    {
        "year-month" => sql,
        "year-month-day" => $"substring({sql} from '^[0-9]{{4}}-[0-9]{{2}}{(type is DateType ? "-[0-9]{2}" : "")}')",
        _ => $"substring({sql} from '{Picked("%Y")}') || {TwoDigits(sql, "%m")}{(type is DateType ? $" || {TwoDigits(sql, "%d")}" : "")}",
    };

    private string TwoDigits(string sql, string part) => $"'-' || lpad(substring({sql} from '{Picked(part)}'), 2, '0')";

    // A pattern that picks one part of a day.
    private string Picked(string part) => "^" + Name.Replace(part, $"({Digits(part)})", StringComparison.Ordinal).Replace(".", "[.]", StringComparison.Ordinal)
        .Replace("%Y", Digits("%Y"), StringComparison.Ordinal).Replace("%m", Digits("%m"), StringComparison.Ordinal).Replace("%d", Digits("%d"), StringComparison.Ordinal);

    private static string Digits(string part) => part == "%Y" ? "[0-9]{4}" : "[0-9]{1,2}";

    private string Parsed(string sql) => Parts.Length == 0 ? $"TRY_CAST({sql} AS TIMESTAMP)" : $"try_strptime({sql}, [{string.Join(", ", Parts.Select(part => $"'{part}'"))}])";
}

/// <summary>A way to write numbers.</summary>
/// <param name="Name">The form, for people.</param>
/// <param name="Pattern">A regular expression of it.</param>
/// <param name="Decimals">The most digits after the decimal point.</param>
internal sealed record NumberForm(string Name, string Pattern, int Decimals)
{
    private const int MostDecimals = 6;

    /// <summary>The forms.</summary>
    public static IReadOnlyList<NumberForm> All { get; } =
    [
        new("plain", "[+-]?[0-9]+([.][0-9]+)?", 0),
        new("thousands apart", "[+-]?[0-9]{1,3}(,[0-9]{3})*([.][0-9]+)?", 0),
        new("decimal comma", "[+-]?[0-9]+(,[0-9]+)?", 0),
    ];

    /// <summary>Whether a value is written so, as SQL.</summary>
    public string Holds(string sql) => $"regexp_full_match({sql}, '{Pattern}')";

    /// <summary>A value as SQL that gives text with a decimal point.</summary>
    public string Plain(string sql) => Name switch
    {
        "thousands apart" => $"replace({sql}, ',', '')",
        "decimal comma" => $"replace({sql}, ',', '.')",
        _ => sql,
    };

    /// <summary>With as many decimals as the column's values have.</summary>
    public NumberForm WithDecimals(DuckDBConnection connection, string alias) =>
        this with { Decimals = (int)long.Min(MostDecimals, connection.Number($"SELECT coalesce(max(length(regexp_extract({Plain(alias)}, '[.]([0-9]+)$', 1))), 0) FROM {alias}_values WHERE {Holds(alias)}")) };

    /// <summary>The least and the greatest value of a column.</summary>
    public (decimal Least, decimal Greatest) Range(DuckDBConnection connection, string alias)
    {
        string number = DuckDbSql.Decimal(Plain(alias), MostDecimals);
        IReadOnlyList<string?> range = connection.Row($"SELECT CAST(min({number}) AS VARCHAR), CAST(max({number}) AS VARCHAR) FROM {alias}_values WHERE {Holds(alias)}");
        return (decimal.Parse(range[0] ?? "0", CultureInfo.InvariantCulture), decimal.Parse(range[1] ?? "0", CultureInfo.InvariantCulture));
    }
}
