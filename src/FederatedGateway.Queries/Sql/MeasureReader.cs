using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlColumnType = Microsoft.SqlServer.TransactSql.ScriptDom.ColumnType;

namespace FederatedGateway.Queries;

/// <summary>Reads the measures: counts, and what is computed from a column of numbers.</summary>
internal static class MeasureReader
{
    // Read as numbers of columns are, so that a parameter can stand for them too.
    private static readonly Column Share = new("the share of rows", "Share of rows", new NumberType(3, 1, 999, null, ""));
    private static readonly Column Bins = new("the number of bins", "Bins", new NumberType(0, NumberGrid.FewestBins, NumberGrid.MostBins, null, ""));

    public static Measure? Read(FunctionCall call, Dataset dataset, Reading reading)
    {
        reading.Tree.Take(call, call.FunctionName);
        var name = call.FunctionName.Value.ToUpperInvariant();
        var distinct = call.UniqueRowFilter == UniqueRowFilter.Distinct;
        var plain = call.UniqueRowFilter == UniqueRowFilter.NotSpecified && !call.WithArrayWrapper;
        return (name, call.Parameters) switch
        {
            ("COUNT", [ColumnReferenceExpression { ColumnType: SqlColumnType.Wildcard, MultiPartIdentifier: null } all]) when plain => Rows(all, reading),
            ("COUNT", [var unit]) when distinct => Units(unit, dataset, reading),
            ("COUNT", [var other]) => reading.Refuse<Measure>(other, "COUNT of a column cannot be asked", $"COUNT(*) or COUNT(DISTINCT {dataset.PrivacyUnit})"),
            ("APPROX_PERCENTILE_CONT", [var share]) when plain => Quantile(call, share, dataset, reading),
            ("HISTOGRAM", [var column, var bins]) when plain => Histogram(column, bins, dataset, reading),
            (_, [var column]) when plain && Moment(name) is { } of => Number(column, dataset, reading) is { } number ? of(number, column, reading) : null,
            _ => reading.Refuse<Measure>(call, $"{Wording.Quote(call.FunctionName.Value)} cannot be used like this", Accepted(dataset)),
        };
    }

    public static string Accepted(Dataset dataset) => Wording.Measures(dataset.PrivacyUnit);

    private static Func<Column, TSqlFragment, Reading, Measure?>? Moment(string name) => name switch
    {
        "SUM" => Sum,
        "AVG" => (column, _, _) => Measure.Average(column),
        "VAR" or "VARP" => (column, _, _) => Measure.Variance(column),
        "STDEV" or "STDEVP" => (column, _, _) => Measure.Deviation(column),
        _ => null,
    };

    private static Measure Rows(ColumnReferenceExpression all, Reading reading)
    {
        reading.Tree.Take(all);
        return Measure.Count;
    }

    private static Measure? Units(ScalarExpression argument, Dataset dataset, Reading reading) =>
        NameReader.Plain(argument, reading) is { } name && string.Equals(name.Value, dataset.PrivacyUnit, StringComparison.OrdinalIgnoreCase)
            ? Measure.CountDistinct(dataset.PrivacyUnit)
            : reading.Refuse<Measure>(argument, "only the privacy unit can be counted without repeats", $"COUNT(DISTINCT {dataset.PrivacyUnit})");

    private static Measure? Sum(Column column, TSqlFragment at, Reading reading) => column.Type is NumberType { UnitTotal: not null }
        ? Measure.Sum(column)
        : reading.Refuse<Measure>(at, $"{column.Name} has no bounds for a unit's total, so its noise would have no scale", $"AVG({column.Name}), or a dictionary with unitTotal for it");

    private static Measure? Quantile(FunctionCall call, ScalarExpression share, Dataset dataset, Reading reading)
    {
        if (call.WithinGroupClause?.OrderByClause is not { OrderByElements: [{ SortOrder: not SortOrder.Descending } by] } order)
        {
            return reading.Refuse<Measure>(call, "a quantile says of what", "APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY column), in ascending order");
        }

        reading.Tree.Take(call.WithinGroupClause, order, by);
        return LiteralReader.Read(share, Share, reading) is NumberLiteral thousandths && Number(by.Expression, dataset, reading) is { } column
            ? Measure.Quantile(column, thousandths.FixedPoint / 1000m)
            : null;
    }

    private static Measure? Histogram(ScalarExpression of, ScalarExpression bins, Dataset dataset, Reading reading)
    {
        if (Number(of, dataset, reading) is not { } column || LiteralReader.Read(bins, Bins, reading) is not NumberLiteral asked)
        {
            return null;
        }

        var count = (int)asked.FixedPoint;
        var within = NumberGrid.BinsWithin((NumberType)column.Type, count);
        return within == count
            ? Measure.Histogram(column, count)
            : reading.Refuse<Measure>(bins, $"{count} equal bins of {column.Name} would leave the last {count - within} beyond its range", $"{within} bins");
    }

    private static Column? Number(ScalarExpression argument, Dataset dataset, Reading reading)
    {
        var numbers = dataset.Columns.Where(column => column.Type is NumberType).Select(column => column.Name).ToArray();
        if (NameReader.Plain(argument, reading) is not { } name)
        {
            return reading.Refuse<Column>(argument, "only a column can be measured", Wording.OneOf("", numbers));
        }

        return NameReader.Column(name, dataset, reading) is not { } column ? null
            : column.Type is NumberType ? column
            : reading.Refuse<Column>(argument, $"{column.Name} does not hold numbers", Wording.OneOf(name.Value, numbers));
    }
}
