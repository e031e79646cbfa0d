using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Between the dictionary's values and their codes: the places of codelists, months and dates, fixed point.</summary>
internal static class CodedValue
{
    /// <summary>A literal as the node codes it; that of an open code as it is. A code outside the list is refused before a query comes here.</summary>
    public static object Encode(Column column, Literal literal) => (literal, column.Type) switch
    {
        (CodeLiteral code, CodeType type) => ColumnLoading.PlaceOf(type.Codelist, code.Code),
        (CodeLiteral code, _) => code.Code,
        (CalendarLiteral time, _) => time.Place,
        (NumberLiteral number, _) => number.FixedPoint,
        _ => throw new InvalidOperationException("The literals are a closed set."),
    };

    /// <summary>A coded value of a dimension as the dictionary writes it.</summary>
    public static string Decode(Dimension dimension, object value) => dimension.Codes is { } codes ? codes[(int)value].Id : (string)value;
}
