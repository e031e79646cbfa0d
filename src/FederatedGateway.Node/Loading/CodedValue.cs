using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Between the dictionary's values and their codes: the places of codelists, <c>12 year + month - 1</c>, fixed point.</summary>
internal static class CodedValue
{
    /// <summary>A literal as the node codes it; that of an open code as it is. A code outside the list is refused before a query comes here.</summary>
    public static object Encode(Column column, Literal literal) => (literal, column.Type) switch
    {
        (CodeLiteral code, CodeType type) => ColumnLoading.PlaceOf(type.Codelist, code.Code),
        (CodeLiteral code, _) => code.Code,
        (MonthLiteral month, _) => ColumnLoading.MonthNumber(month.Month),
        (NumberLiteral number, _) => number.FixedPoint,
        _ => throw new InvalidOperationException("The literals are a closed set."),
    };

    /// <summary>A coded value of a dimension as the dictionary writes it.</summary>
    public static string Decode(Dimension dimension, object value) => dimension switch
    {
        { Codes: null } => (string)value,
        { Map: null, Column.Type: MonthType type } => dimension.Codes[(int)value - ColumnLoading.MonthNumber(type.From)].Id,
        _ => dimension.Codes[(int)value].Id,
    };
}
