using System.Globalization;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>A data set whose rows are in the node's DuckDB.</summary>
internal sealed class LoadedDataset
{
    private readonly Dictionary<string, string> _columns;

    /// <summary>Describes a loaded table whose columns are <c>c0</c>, <c>c1</c> ... in the dictionary's order.</summary>
    public LoadedDataset(Dataset definition, string table, string dataVersion)
    {
        Definition = definition;
        Table = table;
        DataVersion = dataVersion;
        _columns = definition.Columns.Select((column, index) => (column.Name, index))
            .ToDictionary(column => column.Name, column => string.Create(CultureInfo.InvariantCulture, $"c{column.index}"), StringComparer.Ordinal);
    }

    /// <summary>The data set as the dictionary has it.</summary>
    public Dataset Definition { get; }

    /// <summary>The table.</summary>
    public string Table { get; }

    /// <summary>Names the state of the data.</summary>
    public string DataVersion { get; }

    /// <summary>The SQL name of a column.</summary>
    public string ColumnSql(Column column) => _columns[column.Name];

    /// <summary>The SQL of a dimension: the column itself, or the place of its value looked up in the dimension's map.</summary>
    public string DimensionSql(Dimension dimension, StatementParameters parameters)
    {
        string column = ColumnSql(dimension.Column);
        if (dimension.Map is not { } map)
        {
            return column;
        }

        // Lists of DuckDB count from 1.
        int first = dimension.Column.Type is MonthType type ? ColumnLoading.MonthNumber(type.From) : 0;
        return $"CAST(list_extract({parameters.Add(map.ToList())}, {column} - {parameters.Add(first - 1)}) AS INTEGER)";
    }

    /// <summary>A literal as the table holds it. A code outside the list is refused before a query comes here.</summary>
    public static object Encode(Column column, Literal literal) => (literal, column.Type) switch
    {
        (CodeLiteral code, CodeType type) => ColumnLoading.PlaceOf(type.Codelist, code.Code),
        (CodeLiteral code, _) => code.Code,
        (MonthLiteral month, _) => ColumnLoading.MonthNumber(month.Month),
        (NumberLiteral number, _) => number.FixedPoint,
        _ => throw new InvalidOperationException("The literals are a closed set."),
    };

    /// <summary>A value of <see cref="DimensionSql"/> as the dictionary writes it.</summary>
    public static string Decode(Dimension dimension, object value) => dimension switch
    {
        { Codes: null } => (string)value,
        { Map: null, Column.Type: MonthType type } => dimension.Codes[(int)value - ColumnLoading.MonthNumber(type.From)].Id,
        _ => dimension.Codes[(int)value].Id,
    };
}
