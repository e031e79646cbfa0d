using System.Globalization;
using System.Numerics;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>
/// The statement that a PostgreSQL server answers a question with, but for its trees (<see cref="PostgresTree"/>): bound the units
/// (<see cref="PostgresUnits"/>), clamp their totals, and only then add units up. Each row of the result is a group.
/// </summary>
internal sealed class PostgresStatement
{
    private readonly PostgresRelation _relation;
    private readonly BoundedRead _read;
    private readonly Column[] _totals;
    private readonly MeasureComponent[] _squares;
    private readonly Column[] _counted;
    private readonly MeasureComponent[] _components;
    private readonly PostgresUnits _units;
    private readonly long _most;

    private PostgresStatement(PostgresRelation relation, BoundedRead read, NodeSecret secret, PostgresSlice slice)
    {
        _relation = relation;
        _read = read;
        _components = [.. read.Components.Where(component => component.Kind != ComponentKind.Tree)];
        _totals = [.. _components.Where(component => component.Kind is ComponentKind.Total or ComponentKind.Centred)
            .Select(component => read.Query.Dataset.Column(component.Column!)!).Distinct()];
        _squares = [.. _components.Where(component => component.Kind == ComponentKind.Squares)];
        _most = slice.Most;
        _counted = [.. _components.Select(component => component.Column).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(name => read.Query.Dataset.Column(name)!).Where(column => column.Type is NumberType { SkipsNulls: true })];
        _units = new PostgresUnits(relation, read, secret, slice, Terms(), Parameters);
        Sql = Write();
    }

    /// <summary>The text; every value is a parameter.</summary>
    public string Sql { get; }

    /// <summary>The values.</summary>
    public PostgresParameters Parameters { get; } = new();

    /// <summary>Writes the statement.</summary>
    /// <param name="relation">The mapped table.</param>
    /// <param name="read">The query, its bounds and components.</param>
    /// <param name="secret">With the query, seeds the choice of groups.</param>
    /// <param name="slice">Which units.</param>
    public static PostgresStatement Of(PostgresRelation relation, BoundedRead read, NodeSecret secret, PostgresSlice slice) => new(relation, read, secret, slice);

    private string Write()
    {
        string groups = _units.Keys.Length == 0 ? "" : $" GROUP BY {_units.Keys[2..]}";
        string sums = string.Concat(_components.Select((component, index) =>
            ", " + Capped(component.Kind == ComponentKind.Units ? "count(*)" : Number($"sum(v{index})"))));
        string alone = _units.AloneSql() is { } own ? $" UNION ALL {Valued(own)}" : "";
        return $"SELECT count(*){_units.Keys}{sums} FROM ({Single()}{alone}) AS single{groups}";
    }

    private List<PostgresTerm> Terms() =>
    [
        .. _totals.Select(column => new PostgresTerm(Total(column), _relation.ColumnSql(column), "sum")),
        .. _squares.Select(component => new PostgresTerm(SquareName(component), Square(component), "sum")),
        .. _counted.Select(column => new PostgresTerm(Counter(column)!, $"({_relation.ColumnSql(column)} IS NOT NULL)::int4", "sum")),
    ];

    // A unit counts once in a group, though several of its windows may keep it there. Its totals of each window add up.
    private string Single()
    {
        bool spans = _read.Window != WindowKind.AllTime && _read.Query.Months.Count > 1
            && _read.Query.GroupBy.All(dimension => dimension.Name != _read.Query.Dataset.TimeColumn);
        string sums = string.Concat(_components.Select((_, index) => Number($", sum(v{index}) AS v{index}")));
        string valued = Valued(_units.KeptSql());
        return spans ? $"SELECT unit{_units.Keys}{sums} FROM ({valued}) AS valued GROUP BY unit{_units.Keys}" : valued;
    }

    private string Valued(string units)
    {
        string values = string.Concat(_components.Select((component, index) => Number($", {Value(component)} AS v{index}")));
        return $"SELECT unit{_units.Keys}{values} FROM ({units}) AS units";
    }

    private string Value(MeasureComponent component)
    {
        string rows = Parameters.Add((long)_read.Bound.MaxRowsPerGroup);
        return component.Kind switch
        {
            ComponentKind.Units => "1",
            ComponentKind.Rows => $"least({RowsOf(component)}, {rows})",
            ComponentKind.Total => Sum(ColumnOf(component)),
            ComponentKind.Centred => Scaled(Centre(ColumnOf(component), RowsOf(component)), RowsOf(component), rows),
            ComponentKind.Squares => Scaled(SquareName(component), RowsOf(component), rows),
            _ => throw new InvalidOperationException("Trees have a statement of their own."),
        };
    }

    private Column ColumnOf(MeasureComponent component) => _totals.Single(column => column.Name == component.Column);

    private string Sum(Column column)
    {
        (long low, long high) = ((NumberType)column.Type).UnitTotal!.Value;
        string clamped = $"greatest({Parameters.Add(low)}, least({Parameters.Add(high)}, {Total(column)}))::int8";

        // Of a unit without a number there is no total, and to greatest and least no number is no bound.
        return Counter(column) is { } counter ? $"CASE WHEN {counter} > 0 THEN {clamped} END" : clamped;
    }

    private string Centre(Column column, string rows)
    {
        var number = (NumberType)column.Type;
        return $"(2 * {Total(column)}::numeric - {rows} * {Parameters.Add(new BigInteger(number.Min) + number.Max)})";
    }

    // ValueRange.CentreSquare of a row. Its bound as a sensitivity keeps it within 64 bits.
    private string Square(MeasureComponent component)
    {
        ValueRange range = component.Range!.Value;
        string centre = $"(2 * {_relation.ColumnSql(_read.Query.Dataset.Column(component.Column!)!)}::int8 - {Parameters.Add(range.Low + range.High)})";
        return $"(2 * {centre} * {centre} - {Parameters.Add(range.Span * range.Span)})";
    }

    // A unit with more rows than count has its total scaled down to so many rows; div() rounds towards zero.
    private static string Scaled(string total, string rows, string most) =>
        $"(CASE WHEN {rows} > {most} THEN div({total}::numeric * {most}, {rows}) ELSE {total} END)::int8";

    // The unit's rows in the group; of a column that may lack numbers, those that have one.
    private string RowsOf(MeasureComponent component) =>
        component.Column is { } name && Counter(_read.Query.Dataset.Column(name)!) is { } counter ? counter : "n";

    private string? Counter(Column column) =>
        Array.FindIndex(_counted, one => one.Name == column.Name) is >= 0 and var index ? Number($"k{index}") : null;

    private string SquareName(MeasureComponent component) => Number($"q{Array.IndexOf(_squares, component)}");

    private string Total(Column column) => Number($"t{Array.IndexOf(_totals, column)}");

    // The sums themselves are of any length. The sum over no rows is null; it stands for zero.
    private string Capped(string sum) => Number($"greatest(-{_most}, least({_most}, coalesce({sum}, 0)))::int8");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
