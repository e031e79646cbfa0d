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

    /// <summary>A literal as the table holds it. A code outside the list is refused before a query comes here.</summary>
    public static object Encode(Column column, Literal literal) => (literal, column.Type) switch
    {
        (CodeLiteral code, CodeType type) => ColumnLoading.PlaceOf(type.Codelist, code.Code),
        (CodeLiteral code, _) => code.Code,
        (MonthLiteral month, _) => ColumnLoading.MonthNumber(month.Month),
        (NumberLiteral number, _) => number.FixedPoint,
        _ => throw new InvalidOperationException("The literals are a closed set."),
    };

    /// <summary>A value of a GROUP BY column as the dictionary writes it.</summary>
    public static string Decode(Column column, object value) => column.Type switch
    {
        CodeType type => type.Codelist.Codes[(int)value].Id,
        MonthType => new YearMonth((int)value / 12, ((int)value % 12) + 1).ToString(),
        NumberType type => type.Format((long)value),
        _ => (string)value,
    };
}
