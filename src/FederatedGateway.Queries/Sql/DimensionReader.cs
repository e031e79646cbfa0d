using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Reads what can be grouped by: columns, levels, date parts and CASE.</summary>
internal static class DimensionReader
{
    /// <summary>Whether the expression is of a kind that is read here, and no measure.</summary>
    public static bool CanRead(TSqlFragment expression) =>
        expression is ColumnReferenceExpression or CaseExpression || (expression is FunctionCall call && DatePartReader.CanRead(call));

    /// <summary>The dimension; null after a refusal.</summary>
    public static Dimension? Read(ScalarExpression expression, Dataset dataset, Reading reading) => expression switch
    {
        CaseExpression cases => CaseReader.Read(cases, dataset, reading),
        FunctionCall call when DatePartReader.CanRead(call) => DatePartReader.Read(call, dataset, reading),
        _ when NameReader.Plain(expression, reading) is { } name => Named(name, dataset, reading),
        ColumnReferenceExpression joined => Joined(joined, dataset, reading),
        _ => reading.Refuse<Dimension>(expression, "this cannot be grouped by", Accepted(dataset)),
    };

    public static string Accepted(Dataset dataset) =>
        Wording.OneOf("", NameReader.Groupable(dataset)) + $"; {Wording.DateParts(dataset)}; CASE column WHEN 'code' THEN 'label' ... ELSE 'label' END";

    private static Dimension? Joined(ColumnReferenceExpression expression, Dataset dataset, Reading reading) => NameReader.Joined(expression, reading) switch
    {
        null => null,
        { Attribute: PublicCodes attribute, Join: var join } => dataset.Level(Levels.NameOf(join.On.Name, join.Table, attribute)),
        { Attribute: var number, Join: var join } => reading.Refuse<Dimension>(
            expression, $"{join.Table.Id}.{number.Name} holds numbers, which rates are divided by", $"1000.0 * COUNT(*) / {join.Table.Id}.{number.Name}"),
    };

    private static Dimension? Named(Identifier name, Dataset dataset, Reading reading)
    {
        if (NameReader.Level(name, dataset) is { } level)
        {
            return level;
        }

        return NameReader.Column(name, dataset, reading) is not { } column ? null
            : column.Type is not NumberType ? Dimension.Of(column)
            : reading.Refuse<Dimension>(name, $"{column.Name} holds numbers, which cannot be grouped by", $"SUM({column.Name}), AVG({column.Name}) or HISTOGRAM({column.Name}, 10); GROUP BY {Wording.OneOf("", NameReader.Groupable(dataset))}");
    }
}
