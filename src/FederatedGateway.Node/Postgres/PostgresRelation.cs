using System.Globalization;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>The mapped table, as SQL: the unit and each column, typed, without the rows that have no place in the dictionary.</summary>
/// <param name="mapping">The mapping.</param>
/// <param name="unitType">PostgreSQL's name of the unit expression's type.</param>
/// <param name="columns">One for each column of the data set, in its order.</param>
internal sealed class PostgresRelation(NodeMapping mapping, string unitType, IReadOnlyList<PostgresColumn> columns)
{
    private readonly Dictionary<string, PostgresColumn> _byName = columns.ToDictionary(column => column.Rule.Column.Name, StringComparer.Ordinal);

    /// <summary>The data set.</summary>
    public Dataset Dataset => mapping.Dataset;

    /// <summary>Whether a row without a unit is a unit of its own.</summary>
    public bool NullIsOwnUnit => mapping.Unit.NullIsOwnUnit;

    /// <summary>The types of the unit and of each column, which servers that share a table must agree on.</summary>
    public string Types => string.Join(' ', columns.Select(column => column.Type).Prepend(unitType));

    /// <summary>PostgreSQL's name of the unit's type.</summary>
    public string UnitType => unitType;

    /// <summary>The columns.</summary>
    public IReadOnlyList<PostgresColumn> Columns => columns;

    /// <summary>The SQL name of a column.</summary>
    public string ColumnSql(Column column) => _byName[column.Name].Name;

    /// <summary>The SQL of a dimension: the column itself, or the place of its value looked up in the dimension's map.</summary>
    public string DimensionSql(Dimension dimension, PostgresParameters parameters)
    {
        string column = ColumnSql(dimension.Column);
        if (dimension.Map is not { } map)
        {
            return column;
        }

        // Arrays of PostgreSQL count from 1.
        return $"({parameters.Add(map.ToArray())})[{column} + 1]";
    }

    /// <summary>A query of the rows that have a place: <c>unit</c> and, of the columns that are used, <c>c0</c>, <c>c1</c> ... Every column is checked.</summary>
    /// <param name="which">A condition on the unit.</param>
    /// <param name="used">The names of the columns whose values are wanted.</param>
    /// <param name="parameters">Takes the values.</param>
    public string RowsSql(string which, IReadOnlySet<string> used, PostgresParameters parameters)
    {
        PostgresColumn[] valued = [.. columns.Where(column => used.Contains(column.Rule.Column.Name))];
        string joins = string.Concat(valued.Select(column => column.JoinSql(parameters)).Concat(columns.Select(column => column.CheckSql(parameters))));
        string values = string.Concat(valued.Select(column => $", {column.KeptSql(parameters)} AS {column.Name}"));
        IEnumerable<string> placed = columns.Select(column => column.PlacedSql(valued.Contains(column), parameters)).Where(condition => condition.Length > 0).Prepend(which);

        // Of conditions on expressions the planner takes each to hold for one row in two hundred; nearly every row meets them all. Of a CASE it takes half.
        return $"SELECT unit{values} FROM ({SourceSql}) AS source{joins} WHERE CASE WHEN {string.Join(" AND ", placed)} THEN true END";
    }

    /// <summary>A query of all rows as the source has them: <c>unit</c> and <c>x0</c>, <c>x1</c> ...</summary>
    public string SourceSql => $"SELECT {UnitSql} AS unit{string.Concat(columns.Select(column => ", " + column.SourceSql))} FROM {TableSql(mapping)}";

    /// <summary>The names of <see cref="SourceSql"/>.</summary>
    public string SourceNames => "unit" + string.Concat(columns.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $", x{index}")));

    /// <summary>The mapped table with its names quoted.</summary>
    public static string TableSql(NodeMapping mapping) => TableSql((TableSource)mapping.Origin);

    /// <summary>A table with its names quoted.</summary>
    public static string TableSql(TableSource table) => $"{Quote(table.Schema)}.{Quote(table.Table)}";

    /// <summary>A name as SQL.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // Empty text is a missing value. Text is compared byte by byte, whatever the database's order of words; citext as its type does, in lower case.
    private string UnitSql => unitType switch
    {
        "citext" => $"nullif(lower(({mapping.Unit.Expression})::text COLLATE \"default\") COLLATE \"C\", '')",
        "text" or "varchar" or "bpchar" or "name" => $"nullif(({mapping.Unit.Expression})::text COLLATE \"C\", '')",
        _ => $"({mapping.Unit.Expression})",
    };
}
