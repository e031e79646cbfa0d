using System.Globalization;
using FederatedGateway.Agreements;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>A number that is worked out for each row and then brought together for each unit in each group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RowSql">Of a row.</param>
/// <param name="Function">Brings a unit's rows together: <c>sum</c> or <c>array_agg</c>.</param>
internal sealed record PostgresTerm(string Name, string RowSql, string Function);

/// <summary>
/// The part of a statement that bounds units: filter, bring each unit's rows of a window together in each group, keep at most L0 groups of each.
/// </summary>
/// <remarks>
/// The rows are sorted once, by unit, window, and the hash that chooses; whatever follows up to the kept groups takes them in that order,
/// row by row, and holds one unit at a time (decision 0008). The hash is PostgreSQL's own of the unit and the group's values, under a seed made of
/// the node's secret and the query alone. Proved in docs/proofs/contribution-bounding.md.
/// </remarks>
internal sealed class PostgresUnits
{
    private readonly PostgresRelation _relation;
    private readonly BoundedRead _read;
    private readonly NodeSecret _secret;
    private readonly PostgresSlice _slice;
    private readonly IReadOnlyList<PostgresTerm> _terms;
    private readonly PostgresParameters _parameters;

    /// <summary>Of a question.</summary>
    /// <param name="relation">The mapped table.</param>
    /// <param name="read">The query, its bounds and components.</param>
    /// <param name="secret">With the query, seeds the choice of groups.</param>
    /// <param name="slice">Which units.</param>
    /// <param name="terms">What to bring together.</param>
    /// <param name="parameters">Takes the values.</param>
    public PostgresUnits(
        PostgresRelation relation, BoundedRead read, NodeSecret secret, PostgresSlice slice, IReadOnlyList<PostgresTerm> terms, PostgresParameters parameters)
    {
        (_relation, _read, _secret, _slice, _terms, _parameters) = (relation, read, secret, slice, terms, parameters);
        Unit = read.Window == WindowKind.AllTime ? "unit" : "unit, w";
        Keys = string.Concat(read.Query.GroupBy.Select((_, index) => Number($", g{index}")));
    }

    /// <summary>The columns that make a unit of a window.</summary>
    public string Unit { get; }

    /// <summary>The columns of the group's key, each after a comma.</summary>
    public string Keys { get; }

    /// <summary>The columns of the terms, each after a comma.</summary>
    public string Names => string.Concat(_terms.Select(term => ", " + term.Name));

    /// <summary>A query of each unit of a window in each group that it keeps: <see cref="Unit"/>, <see cref="Keys"/>, its rows <c>n</c>, <see cref="Names"/>.</summary>
    public string KeptSql()
    {
        bool mayExceed = (_read.Query.GridSize ?? long.MaxValue) > _read.Bound.MaxGroups;
        string hash = mayExceed ? ", h" : "";
        string order = Unit + hash + Keys;
        string sorted = $"SELECT {Unit}{(mayExceed ? $", {HashSql()} AS h" : "")}{Keys}{Names} FROM ({RowsSql(_slice.Sql)}) AS placed ORDER BY {order}";
        string terms = string.Concat(_terms.Select(term => $", {term.Function}({term.Name}) AS {term.Name}"));
        string grouped = $"SELECT {order}, count(*) AS n{terms} FROM ({sorted}) AS sorted GROUP BY {order}";
        return mayExceed
            ? $"SELECT {Unit}{Keys}, n{Names} FROM (SELECT *, row_number() OVER (PARTITION BY {Unit} ORDER BY h{Keys}) AS rank FROM ({grouped}) AS grouped) AS ranked "
                + $"WHERE rank <= {_parameters.Add((long)_read.Bound.MaxGroups)}"
            : grouped;
    }

    /// <summary>As <see cref="KeptSql"/>, of the rows that are units of their own, each in one group; null where there are none in this slice.</summary>
    public string? AloneSql()
    {
        string terms = string.Concat(_terms.Select(term => term.Function == "sum" ? $", {term.Name}" : $", ARRAY[{term.Name}] AS {term.Name}"));
        return _relation.NullIsOwnUnit && _slice.HasAlone
            ? $"SELECT {Unit}{Keys}, 1::int8 AS n{terms} FROM ({RowsSql("unit IS NULL")}) AS placed"
            : null;
    }

    private string RowsSql(string which)
    {
        string keys = string.Concat(_read.Query.GroupBy.Select((dimension, index) => Number($", {_relation.DimensionSql(dimension, _parameters)} AS g{index}")));
        string terms = string.Concat(_terms.Select(term => $", {term.RowSql} AS {term.Name}"));
        string where = _read.Query.Where is null ? "" : $" WHERE {PostgresPredicate.Of(_read.Query.Where, _relation, _parameters)}";
        string unit = Unit == "unit" ? Unit : $"unit, {WindowSql()} AS w";
        return $"SELECT {unit}{keys}{terms} FROM ({_relation.RowsSql(which, Used(), _parameters)}) AS typed{where}";
    }

    private HashSet<string> Used() =>
    [
        .. _read.Query.GroupBy.Select(dimension => dimension.Column.Name),
        .. RowFilter.Columns(_read.Query.Where).Select(column => column.Name),
        .. _read.Components.Select(component => component.Column).OfType<string>(),
        .. _read.Window == WindowKind.AllTime ? [] : new[] { _read.Query.Dataset.TimeColumn },
    ];

    // Each hash is the seed of the next: of the unit, then of each value of the group's key.
    private string HashSql() => _read.Query.GroupBy
        .Select((dimension, index) => (Function: dimension.Codes is null ? "hashtextextended" : "hashint4extended", Name: Number($"g{index}")))
        .Aggregate(
            $"hashtextextended(unit::text, {_parameters.Add(_secret.Seed("bounding", _read.Query.Hash))})",
            (seed, key) => $"{key.Function}({key.Name}, {seed})");

    private string WindowSql() =>
        _relation.DimensionSql(_read.Window == WindowKind.CalendarYear ? _read.Query.Dataset.Year : _read.Query.Dataset.Month, _parameters);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
