using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlLiteral = Microsoft.SqlServer.TransactSql.ScriptDom.Literal;

namespace FederatedGateway.Queries;

/// <summary>Reads YEAR(month), MONTH(month) and DATEPART(part, month). The year is the level of that name.</summary>
internal static class DatePartReader
{
    private const string Accepted = "YEAR(month), MONTH(month), DATEPART(year, month), DATEPART(quarter, month) or DATEPART(month, month)";

    public static bool CanRead(FunctionCall call) => call.FunctionName.Value.ToUpperInvariant() is "YEAR" or "MONTH" or "DATEPART";

    public static Dimension? Read(FunctionCall call, Dataset dataset, Reading reading)
    {
        reading.Tree.Take(call, call.FunctionName);
        if (PartOf(call, reading) is not { } part || NameReader.Plain(call.Parameters[^1], reading) is not { } name)
        {
            return reading.Refuse<Dimension>(call, $"{Wording.Quote(call.FunctionName.Value)} cannot be used like this", Accepted);
        }

        if (NameReader.Column(name, dataset, reading) is not { } column)
        {
            return null;
        }

        return column.Type is MonthType months
            ? Of(part, column, months, dataset)
            : reading.Refuse<Dimension>(name, $"{column.Name} does not hold months", Wording.OneOf(column.Name, dataset.Columns.Where(other => other.Type is MonthType).Select(other => other.Name)));
    }

    private static Dimension Of(char part, Column column, MonthType months, Dataset dataset) => part switch
    {
        'y' => dataset.Level(column.Name + "_year")!,
        'q' => Dimension.OfMonths($"DATEPART(quarter, {column.Name})", column.Title + ", quarter of the year", column, months, month => Number((month.Month + 2) / 3)),
        _ => Dimension.OfMonths($"MONTH({column.Name})", column.Title + ", month of the year", column, months, month => Number(month.Month)),
    };

    /// <summary>y, q or m; null when the call is none of those accepted.</summary>
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
            _ => null,
        };
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
