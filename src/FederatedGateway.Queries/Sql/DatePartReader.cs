using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlLiteral = Microsoft.SqlServer.TransactSql.ScriptDom.Literal;

namespace FederatedGateway.Queries;

/// <summary>Reads YEAR(time), MONTH(time), DAY(date) and DATEPART(part, time) of columns of months and dates. The year is the level of that name.</summary>
internal static class DatePartReader
{
    public static bool CanRead(FunctionCall call) => call.FunctionName.Value.ToUpperInvariant() is "YEAR" or "MONTH" or "DAY" or "DATEPART";

    public static Dimension? Read(FunctionCall call, Dataset dataset, Reading reading)
    {
        reading.Tree.Take(call, call.FunctionName);
        if (PartOf(call, reading) is not { } part || NameReader.Plain(call.Parameters[^1], reading) is not { } name)
        {
            return reading.Refuse<Dimension>(call, $"{Wording.Quote(call.FunctionName.Value)} cannot be used like this", Wording.DateParts(dataset));
        }

        if (NameReader.Column(name, dataset, reading) is not { } column)
        {
            return null;
        }

        return column.Type switch
        {
            CalendarType type when Of(part, column, type, dataset) is { } dimension => dimension,
            CalendarType => reading.Refuse<Dimension>(call, $"{column.Name} holds months, which have no days", $"a month or longer: MONTH({column.Name}), DATEPART(quarter, {column.Name}), YEAR({column.Name})"),
            _ => reading.Refuse<Dimension>(name, $"{column.Name} holds no months or dates", Wording.OneOf(column.Name, dataset.Columns.Where(other => other.Type is CalendarType).Select(other => other.Name))),
        };
    }

    private static Dimension? Of(char part, Column column, CalendarType type, Dataset dataset) => part switch
    {
        'y' => dataset.Level(CalendarParts.YearLevel(column.Name)),
        'q' => CalendarParts.QuarterOfYear(column, type),
        'm' => CalendarParts.MonthOfYear(column, type),
        _ => type is DateType dates ? CalendarParts.DayOfMonth(column, dates) : null,
    };

    /// <summary>y, q, m or d; null when the call is none of those accepted.</summary>
    private static char? PartOf(FunctionCall call, Reading reading)
    {
        var function = call.FunctionName.Value.ToUpperInvariant();
        if (function != "DATEPART")
        {
            return call.Parameters.Count == 1 ? char.ToLowerInvariant(function[0]) : null;
        }

        if (call.Parameters is not [var part, _])
        {
            return null;
        }

        var written = part is SqlLiteral literal ? literal.Value : NameReader.Plain(part, reading)?.Value;
        reading.Tree.Take(part);
        return written?.ToLowerInvariant() switch
        {
            "year" or "yy" or "yyyy" => 'y',
            "quarter" or "qq" or "q" => 'q',
            "month" or "mm" or "m" => 'm',
            "day" or "dd" or "d" => 'd',
            _ => null,
        };
    }
}
