using System.Globalization;
using System.Numerics;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>
/// The one statement that reads rows: filter, total each unit of a window in each group, keep at most L0 groups of each, clamp the
/// unit's totals, and only then add units up. Each row of the result is a group: its key, its units, its component values.
/// </summary>
/// <remarks>
/// The protected unit is a unit within a window, so both are bounded together. Totals are clamped, never rows: many small rows of
/// one unit would pass a clamp of rows. Groups are kept by the smallest hash of (unit, group) under a key made of the node's secret and the query
/// alone: nothing of the choice depends on another unit's rows, so the key must never follow from the state of the data. Only units in more than L0 groups are hashed; the others keep all of theirs. Proved in docs/proofs/contribution-bounding.md.
/// </remarks>
internal sealed class AggregateStatement
{
    // Release values are 64-bit; 2^62 leaves room for noise. The sums themselves are 128-bit.
    private const string SumLimit = "4611686018427387904";

    private readonly LoadedDataset _data;
    private readonly CanonicalQuery _query;
    private readonly BoundedRead _read;
    private readonly Column[] _totals;
    private readonly string _keys;

    private AggregateStatement(LoadedDataset data, BoundedRead read, NodeSecret secret)
    {
        CanonicalQuery query = read.Query;
        _data = data;
        _query = query;
        _read = read;
        _totals = [.. query.Measures.Select(measure => measure.Column).OfType<Column>().Distinct()];
        _keys = string.Concat(query.GroupBy.Select((_, index) => Number($", g{index}")));
        Sql = Write(secret.Derive("bounding", query.Hash));
    }

    /// <summary>The text; every value is a parameter.</summary>
    public string Sql { get; }

    /// <summary>The values.</summary>
    public StatementParameters Parameters { get; } = new();

    /// <summary>Writes the statement.</summary>
    /// <param name="data">The loaded data set of the query.</param>
    /// <param name="read">The query, its bounds and components.</param>
    /// <param name="secret">With the query, keys the choice of groups.</param>
    public static AggregateStatement Of(LoadedDataset data, BoundedRead read, NodeSecret secret) => new(data, read, secret);

    private string Write(string seed)
    {
        string values = string.Concat(_read.Components.Select(component => $", {Capped(Value(component))}"));
        string groups = _query.GroupBy.Count == 0 ? "" : $" GROUP BY {_keys[2..]}";
        return $"WITH per_unit AS MATERIALIZED ({PerUnit()}){Kept(seed)} SELECT {Units()}{_keys}{values} FROM kept{groups}";
    }

    private string PerUnit()
    {
        string keys = string.Concat(_query.GroupBy.Select((dimension, index) => Number($", {_data.DimensionSql(dimension, Parameters)} AS g{index}")));
        string totals = string.Concat(_totals.Select(column => $", sum({_data.ColumnSql(column)}) AS {Total(column)}"));
        string where = _query.Where is null ? "" : $" WHERE {PredicateSql.Of(_query.Where, _data, Parameters)}";
        return $"SELECT unit, {Window()} AS w{keys}, count(*) AS n{totals} FROM {_data.Table}{where} GROUP BY unit, w{_keys}";
    }

    private string Kept(string seed)
    {
        long possible = _query.GridSize ?? long.MaxValue;
        if (possible <= _read.Bound.MaxGroups)
        {
            return ", kept AS (SELECT * FROM per_unit)";
        }

        string limit = Parameters.Add((long)_read.Bound.MaxGroups);
        string hash = $"sha256(concat_ws('|', {Parameters.Add(seed)}, p.unit{_keys}))";
        return $", many AS (SELECT unit, w FROM per_unit GROUP BY unit, w HAVING count(*) > {limit})"
            + ", kept AS (SELECT * FROM per_unit ANTI JOIN many USING (unit, w) UNION ALL SELECT * EXCLUDE (rank) FROM "
            + $"(SELECT p.*, row_number() OVER (PARTITION BY p.unit, p.w ORDER BY {hash}{_keys}) AS rank FROM per_unit p SEMI JOIN many USING (unit, w)) "
            + $"WHERE rank <= {limit})";
    }

    // A unit is twice in a group only if the group spans windows; else counting rows of kept counts units, at a third of the cost.
    private string Units()
    {
        bool spans = _read.Window != WindowKind.AllTime && _query.Months.Count > 1 && _query.GroupBy.All(dimension => dimension.Name != _query.Dataset.TimeColumn);
        return spans ? "count(DISTINCT unit)" : "count(*)";
    }

    private string Window()
    {
        string month = _data.ColumnSql(_query.Dataset.Column(_query.Dataset.TimeColumn)!);
        return _read.Window switch
        {
            WindowKind.CalendarYear => $"{month} // 12",
            WindowKind.Month => month,
            WindowKind.AllTime => "0",
            _ => throw new InvalidOperationException("The windows are a closed set."),
        };
    }

    private string Value(MeasureComponent component)
    {
        string rows = Parameters.Add((long)_read.Bound.MaxRowsPerGroup);
        if (component.Kind == ComponentKind.Units)
        {
            return Units();
        }

        if (component.Kind == ComponentKind.Rows)
        {
            return $"sum(least(n, {rows}))";
        }

        Column column = _totals.Single(column => column.Name == component.Column);
        var number = (NumberType)column.Type;
        return component.Kind == ComponentKind.Total ? Sum(column, number) : Centred(column, number, rows);
    }

    private string Sum(Column column, NumberType number)
    {
        (long low, long high) = number.UnitTotal!.Value;
        return $"sum(greatest({Parameters.Add(low)}, least({Parameters.Add(high)}, {Total(column)})))";
    }

    // A unit with more rows than count has its total scaled down to so many rows; // rounds towards zero.
    private string Centred(Column column, NumberType number, string rows)
    {
        string centred = $"(2 * {Total(column)} - n * {Parameters.Add(new BigInteger(number.Min) + number.Max)})";
        return $"sum(CASE WHEN n > {rows} THEN ({centred} * {rows}) // n ELSE {centred} END)";
    }

    private string Total(Column column) => Number($"t{Array.IndexOf(_totals, column)}");

    // The sum over no rows is null; it stands for zero.
    private static string Capped(string sum) => $"CAST(greatest(-{SumLimit}, least({SumLimit}, coalesce({sum}, 0))) AS BIGINT)";

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
