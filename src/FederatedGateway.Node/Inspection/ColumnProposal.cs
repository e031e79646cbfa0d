using System.Globalization;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>How a column of the dictionary could be read from one of the source, and what of it would have no place.</summary>
/// <param name="Column">The dictionary's column.</param>
/// <param name="Source">The source's column; null when none was matched.</param>
/// <param name="Expression">The mapping's expression.</param>
/// <param name="Translate">Values and the codes that they mean, where these differ.</param>
/// <param name="Unmapped">Values without a place and their rows; the texts are the agency's own rows.</param>
/// <param name="UnmappedRows">Rows whose value has no place.</param>
/// <param name="OutOfRange">Rows whose month, date or number the dictionary does not cover.</param>
/// <param name="Fit">The share of the present values that have a place, 0 to 1.</param>
internal sealed record ColumnProposal(
    Column Column,
    SourceColumn? Source,
    string Expression,
    IReadOnlyDictionary<string, string> Translate,
    IReadOnlyList<(string Text, long Rows)> Unmapped,
    long UnmappedRows,
    long OutOfRange,
    double Fit)
{
    private static readonly Dictionary<string, string> NoTranslation = [];

    /// <summary>Where nothing fits: columns of the source of the right kind that no other column takes, the likeliest first.</summary>
    public IReadOnlyList<SourceColumn> Candidates { get; init; } = [];

    /// <summary>Nothing fits.</summary>
    public static ColumnProposal None(Column column) => new(column, null, "NULL", NoTranslation, [], 0, 0, 0);

    /// <summary>What would become of a column of the source.</summary>
    public static ColumnProposal Of(SourceTable table, Column column, SourceColumn source) => column.Type switch
    {
        CodeType type => OfCodes(table, column, source, new CodeMatching(type.Codelist)),
        PatternType type => OfPattern(table, column, source, type),
        CalendarType type when source.Dates is { } form && form.Tells(type) => OfTime(table, column, source, type, form),
        NumberType type when source.Numbers is { } form => OfNumbers(table, column, source, type, form),
        _ => None(column),
    };

    /// <summary>Whether a column of the source could be this one by its kind, whatever its name and values say.</summary>
    public static bool CouldBe(Column column, SourceColumn source) => column.Type switch
    {
        CodeType type => source.Dates is null && source.Distinct > 1 && source.Distinct <= 2L * type.Codelist.Codes.Count,
        PatternType => source.Dates is null && source.Distinct > 1,
        CalendarType type => source.Dates?.Tells(type) == true,
        _ => source.Numbers is not null,
    };

    /// <summary>How well it fits. Values speak for themselves where few columns hold such; else the name has to agree.</summary>
    /// <param name="narrow">Whether no other column of the source fits by its values.</param>
    public double Score(bool narrow)
    {
        if (Source is null)
        {
            return 0;
        }

        double name = Likeness(Column, Source);
        double values = Column.Type switch { CodeType or CalendarType => 0.6, PatternType => narrow ? 0.6 : 0.1, _ => 0 };

        // A column of the same name whose values are other codes is the right one, to be translated by hand.
        return double.Max(Fit * (values + name), IsNamed(Column, Source) ? 0.5 : 0);
    }

    private static double Likeness(Column column, SourceColumn source) => NameLikeness.Of(source.Name, column.Name, column.Title);

    private static bool IsNamed(Column column, SourceColumn source) => Likeness(column, source) >= 0.9;

    private static ColumnProposal OfCodes(SourceTable table, Column column, SourceColumn source, CodeMatching codes)
    {
        if (source.Values.Count == 0 || !(codes.IsCovered([.. source.Values.Select(value => value.Text)]) || IsNamed(column, source)))
        {
            return None(column);
        }

        (string Text, long Rows, string? Code)[] values = [.. source.Values.Select(value => (value.Text, value.Rows, codes.Of(value.Text)))];
        var unmapped = values.Where(value => value.Code is null).Select(value => (value.Text, value.Rows)).ToList();
        var translate = values.Where(value => value.Code is not null && value.Code != value.Text).ToDictionary(value => value.Text, value => value.Code!, StringComparer.Ordinal);
        return Made(table, column, source, source.Expression, unmapped) with { Translate = translate };
    }

    private static ColumnProposal OfPattern(SourceTable table, Column column, SourceColumn source, PatternType type) => source.Values.Count == 0
        ? None(column)
        : Made(table, column, source, source.Expression, [.. source.Values.Where(value => !type.Matches(value.Text))]);

    private static ColumnProposal OfTime(SourceTable table, Column column, SourceColumn source, CalendarType type, DateForm form)
    {
        string time = form.Time(source.Alias, type);
        string holds = form.Holds(source.Alias);
        return OfRange(table, column, source, source.TimeExpression(form, type), holds, $"{time} NOT BETWEEN '{type.TextOf(0)}' AND '{type.TextOf(type.Count - 1)}'");
    }

    private static ColumnProposal OfNumbers(SourceTable table, Column column, SourceColumn source, NumberType type, NumberForm form)
    {
        string number = DuckDbSql.Decimal(form.Plain(source.Alias), type.Decimals);
        string outside = $"coalesce({number} NOT BETWEEN {type.Format(type.Min)} AND {type.Format(type.Max)}, true)";
        return OfRange(table, column, source, form.Plain(source.Expression), form.Holds(source.Alias), outside);
    }

    private static ColumnProposal OfRange(SourceTable table, Column column, SourceColumn source, string expression, string holds, string outside)
    {
        IReadOnlyList<(string, long)> unmapped = table.Connection.Counts(
            $"SELECT {source.Alias}, n FROM {source.Alias}_values WHERE NOT ({holds}) ORDER BY n DESC, {source.Alias}");
        long outOfRange = table.Connection.Number($"SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM {source.Alias}_values WHERE ({holds}) AND {outside}");
        return Made(table, column, source, expression, unmapped, outOfRange);
    }

    private static ColumnProposal Made(
        SourceTable table, Column column, SourceColumn source, string expression, IReadOnlyList<(string Text, long Rows)> unmapped, long outOfRange = 0)
    {
        long present = table.Rows - source.Missing;
        long lost = unmapped.Sum(value => value.Rows);
        return new ColumnProposal(column, source, expression, NoTranslation, unmapped, lost, outOfRange, 1 - ((double)(lost + outOfRange) / present));
    }
}
