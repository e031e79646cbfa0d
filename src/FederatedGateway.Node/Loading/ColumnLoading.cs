using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>How one column goes from the source's text into its typed form.</summary>
/// <remarks>
/// Codes become their place in the codelist, months and dates theirs in the data set's time, numbers integers in fixed point; open codes stay text.
/// What has no place in the dictionary refuses its row. A missing number of a column that skips nulls is <see cref="NoNumber"/>; no typed column holds a null.
/// </remarks>
internal sealed class ColumnLoading(ColumnRule rule, int index)
{
    /// <summary>The rule.</summary>
    public ColumnRule Rule { get; } = rule;

    /// <summary>The column's name in the loaded table.</summary>
    public string Name { get; } = $"c{index}";

    /// <summary>The name of the column's lookup table: of codes, and of the dictionary's months or dates. Null for numbers.</summary>
    public string? Lookup { get; } = rule.Column.Type is NumberType ? null : $"lookup_{index}";

    /// <summary>The expression as nullable text, given its DuckDB type, or of that type where it is an exact number. Empty text is a missing value.</summary>
    public string TextSql(string duckDbType) =>
        Rule.Column.Type is CalendarType type && (duckDbType == "DATE" || duckDbType.StartsWith("TIMESTAMP", StringComparison.Ordinal))
            ? $"strftime(({Rule.Expression}), '{(type is DateType ? "%Y-%m-%d" : "%Y-%m")}')"
            : Rule.Column.Type is NumberType && IsExact(duckDbType) ? $"({Rule.Expression})"
            : $"nullif(CAST(({Rule.Expression}) AS VARCHAR), '')";

    // Of a floating-point number its shortest decimal text counts, so it is not taken as it is.
    private static bool IsExact(string duckDbType) =>
        duckDbType is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" || duckDbType.StartsWith("DECIMAL", StringComparison.Ordinal);

    /// <summary>What the lookup table is joined by: the text <c>s.Name</c>, with the dictionary's value where an open code is missing.</summary>
    /// <param name="parameters">Takes that value.</param>
    public string LookupKeySql(IList<DuckDBParameter> parameters)
    {
        if (Rule.Column is not { Type: PatternType, NullCode: { } code })
        {
            return $"s.{Name}";
        }

        parameters.Add(new DuckDBParameter($"null_{Name}", code));
        return $"coalesce(s.{Name}, $null_{Name})";
    }

    /// <summary>The text <c>s.Name</c> as a typed value; null where it has none.</summary>
    public string ParsedSql => Rule.Column.Type switch
    {
        CodeType or PatternType => $"{Lookup}.value",
        // The lookup holds all months or dates of the dictionary, so only others are taken apart: to tell what is out of range from what is none.
        MonthType type => $"coalesce({Lookup}.value, CASE WHEN regexp_full_match(s.{Name}, '[0-9]{{4}}-(0[1-9]|1[0-2])') "
            + string.Create(CultureInfo.InvariantCulture, $"THEN CAST(s.{Name}[1:4] AS INTEGER) * 12 + CAST(s.{Name}[6:7] AS INTEGER) - {(type.From.Year * 12) + type.From.Month} END)"),
        DateType type => $"coalesce({Lookup}.value, CASE WHEN regexp_full_match(s.{Name}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN TRY_CAST(s.{Name} AS DATE) - DATE '{type.TextOf(0)}' END)",
        // 38 digits take DuckDB twenty times as long as 18, so they are for numbers that do not fit 18.
        NumberType number => $"coalesce({ShiftedSql(number.Decimals)}, {DigitsSql(18, number.Decimals)}, {DigitsSql(38, number.Decimals)})",
        _ => throw new InvalidOperationException("The column types are a closed set."),
    };

    // By arithmetic, for numbers that leave room for it: the product has the decimals twice and is still of 18 digits, so it cannot overflow.
    private string ShiftedSql(int decimals) => string.Create(CultureInfo.InvariantCulture,
        $"CAST(TRY_CAST(s.{Name} AS DECIMAL({18 - decimals}, {decimals})) * CAST(1{new string('0', decimals)} AS DECIMAL({decimals + 1}, 0)) AS BIGINT)");

    // Through decimal text, because fixed point must be exact: 12.30 with two decimals is the digits 1230.
    private string DigitsSql(int digits, int decimals) => string.Create(CultureInfo.InvariantCulture,
        $"TRY_CAST(replace(CAST(TRY_CAST(s.{Name} AS DECIMAL({digits}, {decimals})) AS VARCHAR), '.', '') AS HUGEINT)");

    /// <summary>Whether the text <c>Name</c> is NaN or infinite; null for columns without numbers.</summary>
    public string? NotFiniteSql => Rule.Column.Type is NumberType
        ? $"(isnan(TRY_CAST({Name} AS DOUBLE)) OR isinf(TRY_CAST({Name} AS DOUBLE)))"
        : null;

    /// <summary>What stands in the place of a reason for a row with NaN or infinity, with which nothing loads.</summary>
    public string NotFinite => $"{Rule.Column.Name}: not finite";

    /// <summary>The WHEN branch that tells NaN and infinity before any reason; none for columns without numbers.</summary>
    public IEnumerable<string> NotFiniteRefusalSql() =>
        NotFiniteSql is null ? [] : [$"WHEN {Name} IS NOT NULL AND {Name}_p IS NULL AND {NotFiniteSql} THEN '{NotFinite}'"];

    /// <summary>The column of the loaded table, from the text <c>Name</c> and the parsed <c>Name_p</c>.</summary>
    /// <remarks>A number that does not fit is null here; its row is refused as out of range.</remarks>
    public string ValueSql => $"TRY_CAST(CASE WHEN {Name} IS NULL THEN {MissingSql} WHEN {Name}_p IS NULL THEN {Place(Rule.Otherwise)} ELSE {Name}_p END AS {SqlType})";

    /// <summary>The WHEN branches that name why a row is refused, in the order in which they are tried.</summary>
    public IEnumerable<string> RefusalSql()
    {
        if (Rule.Column is { NullCode: null, Type: not NumberType { SkipsNulls: true } })
        {
            yield return Refuse($"{Name} IS NULL", "missing");
        }

        if (Rule.Otherwise is null)
        {
            yield return Refuse($"{Name} IS NOT NULL AND {Name}_p IS NULL", Rule.Column.Type switch
            {
                CodeType => "not in the codelist",
                CalendarType type => $"not a {type.Word}",
                NumberType => "not a number",
                _ => "not of the right shape",
            });
        }

        if (Bounds is var (low, high))
        {
            yield return Refuse(string.Create(CultureInfo.InvariantCulture, $"{Name}_p NOT BETWEEN {low} AND {high}"), "out of range");
        }
    }

    /// <summary>What stands for a missing number: one less than the least, so that no value and no comparison with one meets it.</summary>
    public static long NoNumber(NumberType type) => type.Min - 1;

    private string MissingSql => Rule.Column switch
    {
        { Type: NumberType { SkipsNulls: true } number } => NoNumber(number).ToString(CultureInfo.InvariantCulture),
        { Type: PatternType } => $"{Name}_p",
        { NullCode: var code } => Place(code),
    };

    private (long Low, long High)? Bounds => Rule.Column.Type switch
    {
        CalendarType type => (0, type.Count - 1),
        NumberType number => (number.Min, number.Max),
        _ => null,
    };

    /// <summary>The DuckDB type of the column of the loaded table.</summary>
    public string SqlType => Rule.Column.Type switch
    {
        NumberType => "BIGINT",
        _ => "INTEGER",
    };

    private string Refuse(string condition, string why) => $"WHEN {condition} THEN '{Rule.Column.Name}: {why}'";

    private string Place(string? code) => code is null || Rule.Column.Type is not CodeType type
        ? "NULL"
        : PlaceOf(type.Codelist, code).ToString(CultureInfo.InvariantCulture);

    /// <summary>The place of a code in its list.</summary>
    public static int PlaceOf(Codelist list, string code) => list.PlaceOf(code) ?? throw new ArgumentException("The code is not in the list.", nameof(code));
}
