using System.Globalization;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>How one column goes from the source's value <c>xI</c> to its typed value <c>cI</c>, within a statement.</summary>
/// <remarks>As for files (<see cref="ColumnLoading"/>): codes become their place in the codelist, months and dates their place in the data set's time, numbers
/// integers in fixed point, open codes stay text. A value that has no place in the dictionary is null, and its row is left out;
/// a missing number of a column that skips nulls is null too, and its row stays.</remarks>
internal sealed class PostgresColumn
{
    private readonly ColumnRule _rule;
    private readonly string _type;
    private readonly int _index;

    /// <summary>A column.</summary>
    /// <param name="rule">Where it comes from.</param>
    /// <param name="type">PostgreSQL's name of the expression's type, such as <c>int4</c>.</param>
    /// <param name="index">Its place in the dictionary.</param>
    public PostgresColumn(ColumnRule rule, string type, int index)
    {
        _rule = rule;
        _type = type;
        _index = index;
    }

    /// <summary>The rule.</summary>
    public ColumnRule Rule => _rule;

    /// <summary>The column's name in the relation.</summary>
    public string Name => Number($"c{_index}");

    /// <summary>The source's value, named <c>xI</c>: of its own type where that is a date or number, else text that is null when empty.</summary>
    public string SourceSql => $"{(IsDate || IsNumber ? $"({_rule.Expression})" : $"nullif(({_rule.Expression})::text COLLATE \"C\", '')")} AS {Source}";

    /// <summary>What <see cref="JoinSql"/> found for the source's value; null where it has no place.</summary>
    public string FoundSql => $"{LookupName}.value";

    /// <summary>Joins the lookup of codes, months or dates; empty where there is none.</summary>
    public string JoinSql(PostgresParameters parameters)
    {
        if (_rule.Column.Type is not CodeType && !(_rule.Column.Type is CalendarType && !IsDate))
        {
            return "";
        }

        (string[] sources, int[] values) = Lookup();
        return $" LEFT JOIN unnest({parameters.Add(sources)}, {parameters.Add(values)}) AS {LookupName}(source, value) ON {LookupName}.source COLLATE \"C\" = {Source}";
    }

    /// <summary>
    /// Joins the check of a pattern, which leaves out rows that it does not match; empty where there is none. It stands beside the row, not in a
    /// condition on it, so that the server can remember what it found for each value: a pattern is what takes it longest.
    /// </summary>
    public string CheckSql(PostgresParameters parameters) => _rule.Column.Type is PatternType type
        ? $" CROSS JOIN LATERAL (SELECT 1 WHERE {MatchesSql(type, parameters)} OFFSET 0) AS {Number($"k{_index}")}"
        : "";

    /// <summary>The typed value; null refuses the row.</summary>
    public string ValueSql(PostgresParameters parameters) => _rule.Column.Type switch
    {
        CodeType type => CodeSql(type, parameters),
        CalendarType type => IsDate ? PlaceOfDateSql(type, parameters) : FoundSql,
        PatternType type => $"CASE WHEN {MatchesSql(type, parameters)} THEN {PresentSql(parameters)} END",
        NumberType type => NumberSql(type, parameters),
        _ => throw new InvalidOperationException("The column types are a closed set."),
    };

    /// <summary>The typed value of a row that <see cref="PlacedSql"/> takes and <see cref="CheckSql"/> keeps.</summary>
    public string KeptSql(PostgresParameters parameters) => _rule.Column.Type is PatternType ? PresentSql(parameters) : ValueSql(parameters);

    /// <summary>The condition that the source's value has a place, without the value's being worked out where that is possible; empty where it always has one.</summary>
    /// <param name="joined">Whether <see cref="JoinSql"/> is part of the statement.</param>
    /// <param name="parameters">Takes the values.</param>
    public string PlacedSql(bool joined, PostgresParameters parameters) => _rule.Column.Type switch
    {
        PatternType => "",
        CalendarType type when IsDate => InRangeSql(type, parameters),
        NumberType { SkipsNulls: true } type => $"({Source} IS NULL OR {NumberPlacedSql(type, parameters)})",
        NumberType type => NumberPlacedSql(type, parameters),
        _ when _rule is { Otherwise: not null, Column.NullCode: not null } => "",
        _ when joined => $"{ValueSql(parameters)} IS NOT NULL",
        _ => $"({(_rule.Otherwise is null ? $"{Source} = ANY ({parameters.Add(Lookup().Sources)})" : $"{Source} IS NOT NULL")}"
            + $"{(_rule.Column.NullCode is null ? "" : $" OR {Source} IS NULL")})",
    };

    /// <summary>PostgreSQL's name of the expression's type.</summary>
    public string Type => _type;

    /// <summary>The name of the source's value.</summary>
    public string Source => Number($"x{_index}");

    /// <summary>The condition that the source's value is an open code; null for a column without.</summary>
    public string? OpenSql(PostgresParameters parameters) => _rule.Column.Type is PatternType type ? MatchesSql(type, parameters) : null;

    private string? NotFiniteSql => _rule.Column.Type is not NumberType ? null : _type switch
    {
        "numeric" or "float4" or "float8" => $"{Source} IN ('NaN', 'Infinity', '-Infinity')",
        "int2" or "int4" or "int8" => null,
        _ => $"lower(btrim({Source})) IN ('nan', 'inf', '+inf', '-inf', 'infinity', '+infinity', '-infinity')",
    };

    /// <summary>Why this column refuses a row, as text; null where it does not.</summary>
    /// <param name="value">The name of <see cref="ValueSql"/>.</param>
    /// <param name="notFinite">What to say of a number that is NaN or infinite.</param>
    public string RefusalSql(string value, string notFinite) =>
        $"CASE WHEN {value} IS NOT NULL THEN NULL WHEN {Source} IS NULL THEN {(SkipsNulls ? "NULL" : $"'{_rule.Column.Name}: missing'")}"
        + (NotFiniteSql is { } odd ? $" WHEN {odd} THEN '{_rule.Column.Name}: {notFinite}'" : "")
        + $" ELSE '{_rule.Column.Name}: {Misfit}' END";

    /// <summary>What of the mapping PostgreSQL cannot do for this column; null for nothing.</summary>
    public string? Problem => _rule.Column.Type switch
    {
        PatternType type when PostgresPattern.Of(type) is null =>
            $"the dictionary's pattern {type.Pattern} uses more than letters, digits, classes, groups and repetition; PostgreSQL may read it differently. Map the data set from files, or state the pattern more simply",
        NumberType when _type == "money" => "it is money, whose text depends on the server's locale; write it with ::numeric",
        NumberType when _type is "bool" or "date" or "json" or "jsonb" => $"it is a {_type}, which is no number",
        _ => null,
    };

    private bool SkipsNulls => _rule.Column.Type is NumberType { SkipsNulls: true };

    private string LookupName => Number($"l{_index}");

    private bool IsDate => _rule.Column.Type is CalendarType && _type is "date" or "timestamp" or "timestamptz";

    private bool IsNumber => _rule.Column.Type is NumberType && _type is "int2" or "int4" or "int8" or "numeric" or "float4" or "float8";

    private string Misfit => _rule.Column.Type switch
    {
        CodeType => "not in the codelist",
        CalendarType type => $"not a {type.Word} in range",
        NumberType => "not a number in range",
        _ => "not of the right shape",
    };

    private string MatchesSql(PatternType type, PostgresParameters parameters) =>
        $"({(_rule.Column.NullCode is null ? "" : $"{Source} IS NULL OR ")}{Source} ~ {parameters.Add(PostgresPattern.Of(type)!)} AND char_length({Source}) <= {parameters.Add(type.MaxLength)})";

    // An open code, or the dictionary's for a missing one.
    private string PresentSql(PostgresParameters parameters) =>
        _rule.Column.NullCode is { } code ? $"coalesce({Source}, {parameters.Add(code)})" : Source;

    private string NumberPlacedSql(NumberType type, PostgresParameters parameters) =>
        IsWhole(type) ? InRangeSql(type, parameters) : $"{ValueSql(parameters)} IS NOT NULL";

    private string CodeSql(CodeType type, PostgresParameters parameters)
    {
        string? otherwise = _rule.Otherwise is { } code ? parameters.Add(ColumnLoading.PlaceOf(type.Codelist, code)) : null;
        string? whenNull = _rule.Column.NullCode is { } missing ? parameters.Add(ColumnLoading.PlaceOf(type.Codelist, missing)) : null;
        return otherwise is null && whenNull is null
            ? FoundSql
            : $"coalesce({FoundSql}, CASE WHEN {Source} IS NULL THEN {whenNull ?? "NULL"} ELSE {otherwise ?? "NULL"} END)";
    }

    // Compared as a date before it is taken apart: infinity has no month.
    private string PlaceOfDateSql(CalendarType type, PostgresParameters parameters)
    {
        string place = type is DateType dates
            ? $"{Source}::date - {parameters.Add(dates.From)}"
            : $"(date_part('year', {Source}) * 12 + date_part('month', {Source}))::int4 - {parameters.Add((type.MonthOf(0).Year * 12) + type.MonthOf(0).Month)}";
        return $"CASE WHEN {InRangeSql(type, parameters)} THEN {place} END";
    }

    private string InRangeSql(CalendarType type, PostgresParameters parameters)
    {
        (DateOnly first, DateOnly end) = type is DateType dates
            ? (dates.From, dates.Until.AddDays(1))
            : (FirstOf(type.MonthOf(0)), FirstOf(type.MonthOf(type.Count - 1)).AddMonths(1));
        return $"{Source} >= {parameters.Add(first)} AND {Source} < {parameters.Add(end)}";
    }

    private static DateOnly FirstOf(YearMonth month) => new(month.Year, month.Month, 1);

    private string InRangeSql(NumberType type, PostgresParameters parameters) => $"{Source} BETWEEN {parameters.Add(type.Min)} AND {parameters.Add(type.Max)}";

    private bool IsWhole(NumberType type) => type.Decimals == 0 && _type is "int2" or "int4" or "int8";

    private string NumberSql(NumberType type, PostgresParameters parameters)
    {
        string result = IsSmall(type) ? "int4" : "int8";
        if (IsWhole(type))
        {
            return $"CASE WHEN {InRangeSql(type, parameters)} THEN {Source}::{result} END";
        }

        // round() of numeric goes half away from zero. NaN is greater than every number, so it is out of range like infinity.
        string scaled = Number($"round({DecimalSql(parameters)} * {Power(type.Decimals)})");
        return $"CASE WHEN {scaled} BETWEEN {parameters.Add(type.Min)} AND {parameters.Add(type.Max)} THEN {scaled}::{result} END";
    }

    // Of a float, its shortest decimal text: what a person reads, and what other engines take.
    private string DecimalSql(PostgresParameters parameters) => _type switch
    {
        "numeric" => Source,
        "int2" or "int4" or "int8" => $"{Source}::numeric",
        "float4" or "float8" => $"{Source}::text::numeric",
        _ => $"CASE WHEN {Source} ~ {parameters.Add(@"^\s*[-+]?([0-9]{1,38}\.?[0-9]{0,38}|\.[0-9]{1,38})([eE][-+]?[0-9]{1,2})?\s*$")} THEN {Source}::numeric END",
    };

    /// <summary>Whether a row's value fits into 32 bits, so that a unit's total fits into 64 and needs no numeric.</summary>
    public static bool IsSmall(NumberType type) => type.Min >= int.MinValue && type.Max <= int.MaxValue;

    private (string[] Sources, int[] Values) Lookup()
    {
        var entries = new Dictionary<string, int>(StringComparer.Ordinal);
        if (_rule.Column.Type is CalendarType period)
        {
            foreach ((int place, Code time) in period.Codes.Index())
            {
                entries[time.Id] = place;
            }
        }
        else
        {
            Codelist list = ((CodeType)_rule.Column.Type).Codelist;
            foreach ((string source, string code) in list.Codes.Select(code => (code.Id, code.Id)).Concat(_rule.Translate.Select(pair => (pair.Key, pair.Value))))
            {
                entries[source] = ColumnLoading.PlaceOf(list, code);
            }
        }

        return ([.. entries.Keys], [.. entries.Values]);
    }

    private static string Power(int decimals) => "1" + new string('0', decimals);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
