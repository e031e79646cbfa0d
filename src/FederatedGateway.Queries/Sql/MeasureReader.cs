using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlColumnType = Microsoft.SqlServer.TransactSql.ScriptDom.ColumnType;

namespace FederatedGateway.Queries;

/// <summary>Reads COUNT(*), COUNT(DISTINCT unit), SUM(column) and AVG(column).</summary>
internal static class MeasureReader
{
    public static Measure? Read(FunctionCall call, Dataset dataset, Reading reading)
    {
        reading.Tree.Take(call, call.FunctionName);
        var distinct = call.UniqueRowFilter == UniqueRowFilter.Distinct;
        var plain = call.UniqueRowFilter == UniqueRowFilter.NotSpecified && !call.WithArrayWrapper;
        return (call.FunctionName.Value.ToUpperInvariant(), call.Parameters) switch
        {
            ("COUNT", [ColumnReferenceExpression { ColumnType: SqlColumnType.Wildcard, MultiPartIdentifier: null } all]) when plain => Rows(all, reading),
            ("COUNT", [var unit]) when distinct => Units(unit, dataset, reading),
            ("COUNT", [var other]) => reading.Refuse<Measure>(other, "COUNT of a column cannot be asked", $"COUNT(*) or COUNT(DISTINCT {dataset.PrivacyUnit})"),
            ("SUM", [var column]) when plain => Number(column, dataset, reading) is { } summed ? Sum(column, summed, reading) : null,
            ("AVG", [var column]) when plain => Number(column, dataset, reading) is { } averaged ? Measure.Average(averaged) : null,
            _ => reading.Refuse<Measure>(call, $"{Wording.Quote(call.FunctionName.Value)} cannot be used like this", Accepted(dataset)),
        };
    }

    public static string Accepted(Dataset dataset) => $"COUNT(*), COUNT(DISTINCT {dataset.PrivacyUnit}), SUM(column), AVG(column)";

    private static Measure Rows(ColumnReferenceExpression all, Reading reading)
    {
        reading.Tree.Take(all);
        return Measure.Count;
    }

    private static Measure? Units(ScalarExpression argument, Dataset dataset, Reading reading) =>
        NameReader.Plain(argument, reading) is { } name && string.Equals(name.Value, dataset.PrivacyUnit, StringComparison.OrdinalIgnoreCase)
            ? Measure.CountDistinct(dataset.PrivacyUnit)
            : reading.Refuse<Measure>(argument, "only the privacy unit can be counted without repeats", $"COUNT(DISTINCT {dataset.PrivacyUnit})");

    private static Measure? Sum(ScalarExpression at, Column column, Reading reading) => column.Type is NumberType { UnitTotal: not null }
        ? Measure.Sum(column)
        : reading.Refuse<Measure>(at, $"{column.Name} has no bounds for a unit's total, so its noise would have no scale", $"AVG({column.Name}), or a dictionary with unitTotal for it");

    private static Column? Number(ScalarExpression argument, Dataset dataset, Reading reading)
    {
        var numbers = dataset.Columns.Where(column => column.Type is NumberType).Select(column => column.Name).ToArray();
        if (NameReader.Plain(argument, reading) is not { } name)
        {
            return reading.Refuse<Column>(argument, "only a column can be summed or averaged", Wording.OneOf("", numbers));
        }

        return NameReader.Column(name, dataset, reading) is not { } column ? null
            : column.Type is NumberType ? column
            : reading.Refuse<Column>(argument, $"{column.Name} does not hold numbers", Wording.OneOf(name.Value, numbers));
    }
}
