using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Finds what HAVING and ORDER BY name among the columns of SELECT: by heading, by position, or written out again.</summary>
internal sealed class OutputNames(IReadOnlyList<Selected> selected, Dataset dataset, Reading reading)
{
    /// <summary>Whether the column holds noisy values.</summary>
    public bool IsMeasure(int output) => selected[output].Measure is not null;

    /// <summary>Whether the column holds rates of them.</summary>
    public bool IsRate(int output) => selected[output].Rate is not null;

    /// <summary>What could be named.</summary>
    public string Accepted(bool measures) => Wording.OneOf("", selected.Where(one => one.Measure is not { Kind: MeasureKind.Histogram } && (!measures || one.Measure is not null)).Select(one => one.Heading));

    /// <summary>The index of the column; null after a refusal.</summary>
    public int? Find(ScalarExpression expression, bool positions)
    {
        var at = expression switch
        {
            IntegerLiteral position when positions => Position(position),
            ColumnReferenceExpression when NameReader.Plain(expression, reading) is { } name && Heading(name.Value) is { } named => named,
            FunctionCall call when !DimensionReader.CanRead(call) => MeasureReader.Read(call, dataset, reading) is { } measure ? Index(one => one.Rate is null && one.Measure?.Name == measure.Name) : null,
            _ when RateReader.CanRead(expression) => RateReader.Read(expression, dataset, reading) is { } rate ? Index(one => one.Rate == rate) : null,
            _ when DimensionReader.CanRead(expression) => DimensionReader.Read(expression, dataset, reading) is { } dimension ? Index(one => one.Dimension?.Name == dimension.Name) : null,
            _ => null,
        };
        if (at is null)
        {
            reading.Refuse<string>(expression, "this is not selected, so it does not come back", Accepted(measures: !positions));
        }
        else if (selected[at.Value].Measure is { Kind: MeasureKind.Histogram })
        {
            reading.Refuse<string>(expression, $"{selected[at.Value].Heading} has many values, one for each bin", Accepted(measures: !positions));
            return null;
        }

        return at;
    }

    private int? Position(IntegerLiteral position)
    {
        reading.Tree.Take(position);
        return int.TryParse(position.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= selected.Count ? number - 1 : null;
    }

    private int? Heading(string name) => Index(one => string.Equals(one.Heading, name, StringComparison.OrdinalIgnoreCase));

    private int? Index(Func<Selected, bool> sought)
    {
        var index = selected.TakeWhile(one => !sought(one)).Count();
        return index < selected.Count ? index : null;
    }
}
