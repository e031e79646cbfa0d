using System.Globalization;
using System.Numerics;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>
/// The one statement that a PostgreSQL server answers a question with: filter, total each unit of a window in each group, keep at most
/// L0 groups of each, clamp the unit's totals, and only then add units up. Each row of the result is a group.
/// </summary>
/// <remarks>
/// A unit of a window with at most L0 rows is in at most L0 groups, so it needs no choice and no window function; only the heavy few
/// are ranked, and only their groups are hashed (decision 0008): by SHA-256 of (unit, group) under a key made of the node's secret and the
/// query alone, which PostgreSQL has of its own. Proved in docs/proofs/contribution-bounding.md.
/// </remarks>
internal sealed class PostgresStatement
{
    // Release values are 64-bit; 2^62 leaves room for noise. The sums themselves are of any length.
    private const string SumLimit = "4611686018427387904";

    private readonly PostgresRelation _relation;
    private readonly BoundedRead _read;
    private readonly Column[] _totals;
    private readonly MeasureComponent[] _squares;
    private readonly string _keys;
    private readonly string _unit;

    private PostgresStatement(PostgresRelation relation, BoundedRead read, NodeSecret secret)
    {
        _relation = relation;
        _read = read;
        _totals = [.. read.Components.Where(component => component.Kind is ComponentKind.Total or ComponentKind.Centred)
            .Select(component => read.Query.Dataset.Column(component.Column!)!).Distinct()];
        _squares = [.. read.Components.Where(component => component.Kind == ComponentKind.Squares)];
        _keys = string.Concat(read.Query.GroupBy.Select((_, index) => Number($", g{index}")));
        _unit = read.Window == WindowKind.AllTime ? "unit" : "unit, w";
        Sql = Write(secret);
    }

    /// <summary>The text; every value is a parameter.</summary>
    public string Sql { get; }

    /// <summary>The values.</summary>
    public PostgresParameters Parameters { get; } = new();

    /// <summary>Writes the statement.</summary>
    /// <param name="relation">The mapped table.</param>
    /// <param name="read">The query, its bounds and components.</param>
    /// <param name="secret">With the query, keys the choice of groups.</param>
    public static PostgresStatement Of(PostgresRelation relation, BoundedRead read, NodeSecret secret) => new(relation, read, secret);

    private string Write(NodeSecret secret)
    {
        string groups = _keys.Length == 0 ? "" : $" GROUP BY {_keys[2..]}";
        string sums = string.Concat(_read.Components.Select((component, index) =>
            ", " + Capped(component.Kind == ComponentKind.Units ? "count(*)" : Number($"sum(v{index})"))));
        string values = string.Concat(_read.Components.Select((component, index) => Number($", {Value(component)} AS v{index}")));

        // The rows are read, translated and checked once; heavy and light units then come from the server's copy (twice as fast as reading again).
        return $"WITH rows_in AS MATERIALIZED ({RowsIn()}), {Kept(secret)}, "
            + $"valued AS NOT MATERIALIZED (SELECT unit{_keys}{values} FROM kept), "
            + $"single AS NOT MATERIALIZED ({Single()}{Alone(values)}) SELECT count(*){_keys}{sums} FROM single{groups}";
    }

    // What every row is before units are told apart.
    private string RowsIn()
    {
        string keys = string.Concat(_read.Query.GroupBy.Select((dimension, index) => Number($", {_relation.DimensionSql(dimension, Parameters)} AS g{index}")));
        string totals = string.Concat(_totals.Select(column => $", {_relation.ColumnSql(column)} AS {Total(column)}"))
            + string.Concat(_squares.Select(component => $", {Square(component)} AS {SquareName(component)}"));
        string where = _read.Query.Where is null ? "" : $" WHERE {PostgresPredicate.Of(_read.Query.Where, _relation, Parameters)}";
        return $"SELECT {_unit.Replace("w", Window() + " AS w", StringComparison.Ordinal)}{keys}{totals} FROM ({_relation.RowsSql(Parameters)}) AS placed{where}";
    }

    private string Kept(NodeSecret secret)
    {
        if ((_read.Query.GridSize ?? long.MaxValue) <= _read.Bound.MaxGroups)
        {
            return $"kept AS NOT MATERIALIZED ({PerUnit("")})";
        }

        string limit = Parameters.Add((long)_read.Bound.MaxGroups);
        return $"heavy AS MATERIALIZED (SELECT {_unit} FROM rows_in WHERE unit IS NOT NULL GROUP BY {_unit} HAVING count(*) > {limit}), "
            + $"kept AS NOT MATERIALIZED ({PerUnit($" AND ({_unit}) NOT IN (SELECT {_unit} FROM heavy)")} UNION ALL "
            + $"SELECT {_unit}{_keys}, n{Totals("")} FROM (SELECT *, row_number() OVER (PARTITION BY {_unit} ORDER BY {Hash(secret)}{_keys}) AS rank FROM "
            + $"({PerUnit($" AND ({_unit}) IN (SELECT {_unit} FROM heavy)")}) AS many) AS ranked WHERE rank <= {limit})";
    }

    private string PerUnit(string which) =>
        $"SELECT {_unit}{_keys}, count(*) AS n{Totals("sum")} FROM rows_in WHERE unit IS NOT NULL{which} GROUP BY {_unit}{_keys}";

    // The unit is hashed first by itself, as in every engine of the node: nothing else is ever hashed with its name.
    private string Hash(NodeSecret secret)
    {
        string unit = Sha256($"concat({Parameters.Add(secret.Derive("unit", _relation.Dataset.Id))}, unit)");
        string id = $"encode(substring({unit} FROM 1 FOR 16), 'hex')::uuid";
        return Sha256($"concat_ws('|', {Parameters.Add(secret.Derive("bounding", _read.Query.Hash))}, {id}{_keys})");
    }

    // A unit counts once in a group, though several of its windows may keep it there. Its totals of each window add up.
    private string Single()
    {
        bool spans = _read.Window != WindowKind.AllTime && _read.Query.Months.Count > 1
            && _read.Query.GroupBy.All(dimension => dimension.Name != _read.Query.Dataset.TimeColumn);
        string sums = string.Concat(_read.Components.Select((_, index) => Number($", sum(v{index}) AS v{index}")));
        return spans
            ? $"SELECT unit{_keys}{sums} FROM valued GROUP BY unit{_keys}"
            : $"SELECT unit{_keys}{Values} FROM valued";
    }

    // A row that is a unit of its own is in one group.
    private string Alone(string values) => _relation.NullIsOwnUnit
        ? $" UNION ALL SELECT NULL{_keys}{values} FROM (SELECT unit{_keys}, 1::int8 AS n{Totals("")} FROM rows_in WHERE unit IS NULL) AS alone"
        : "";

    private string Values => string.Concat(_read.Components.Select((_, index) => Number($", v{index}")));

    private string Window()
    {
        string month = _relation.ColumnSql(_read.Query.Dataset.Column(_read.Query.Dataset.TimeColumn)!);
        return _read.Window == WindowKind.CalendarYear ? $"{month} / 12" : month;
    }

    private string Value(MeasureComponent component)
    {
        string rows = Parameters.Add((long)_read.Bound.MaxRowsPerGroup);
        return component.Kind switch
        {
            ComponentKind.Units => "1",
            ComponentKind.Rows => $"least(n, {rows})",
            ComponentKind.Total => Sum(ColumnOf(component)),
            ComponentKind.Centred => Scaled(Centre(ColumnOf(component)), rows),
            ComponentKind.Squares => Scaled(SquareName(component), rows),
            _ => throw new InvalidOperationException($"PostgreSQL is not asked for {component.Kind}."),
        };
    }

    private Column ColumnOf(MeasureComponent component) => _totals.Single(column => column.Name == component.Column);

    private string Sum(Column column)
    {
        (long low, long high) = ((NumberType)column.Type).UnitTotal!.Value;
        return $"greatest({Parameters.Add(low)}, least({Parameters.Add(high)}, {Total(column)}))::int8";
    }

    private string Centre(Column column)
    {
        var number = (NumberType)column.Type;
        return $"(2 * {Total(column)}::numeric - n * {Parameters.Add(new BigInteger(number.Min) + number.Max)})";
    }

    // ValueRange.CentreSquare of a row. Its bound as a sensitivity keeps it within 64 bits.
    private string Square(MeasureComponent component)
    {
        ValueRange range = component.Range!.Value;
        string centre = $"(2 * {_relation.ColumnSql(_read.Query.Dataset.Column(component.Column!)!)}::int8 - {Parameters.Add(range.Low + range.High)})";
        return $"(2 * {centre} * {centre} - {Parameters.Add(range.Span * range.Span)})";
    }

    // A unit with more rows than count has its total scaled down to so many rows; div() rounds towards zero.
    private static string Scaled(string total, string rows) =>
        $"(CASE WHEN n > {rows} THEN div({total}::numeric * {rows}, n) ELSE {total} END)::int8";

    private string Totals(string function) => string.Concat(_totals.Select(Total).Concat(_squares.Select(SquareName)).Select(name =>
        function.Length == 0 ? ", " + name : $", {function}({name}) AS {name}"));

    private string SquareName(MeasureComponent component) => Number($"q{Array.IndexOf(_squares, component)}");

    private string Total(Column column) => Number($"t{Array.IndexOf(_totals, column)}");

    private static string Sha256(string text) => $"sha256(convert_to({text}, 'UTF8'))";

    // The sum over no rows is null; it stands for zero.
    private static string Capped(string sum) => $"greatest(-{SumLimit}, least({SumLimit}, coalesce({sum}, 0)))::int8";

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
