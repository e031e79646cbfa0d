namespace FederatedGateway.Queries;

/// <summary>The values that a column of a closed list can hold, in the order that <see cref="Dimension.Map"/> counts them.</summary>
internal static class ColumnValues
{
    public static IEnumerable<Literal> Of(Column column) => column.Type switch
    {
        CodeType type => type.Codelist.Codes.Select(code => new CodeLiteral(code.Id)),
        CalendarType type => Enumerable.Range(0, type.Count).Select(place => new CalendarLiteral(place)),
        _ => throw new InvalidOperationException($"The values of {column.Name} are not listed."),
    };

    /// <summary>The value at a place.</summary>
    public static Literal At(Column column, int place) => column.Type switch
    {
        CodeType type => new CodeLiteral(type.Codelist.Codes[place].Id),
        CalendarType => new CalendarLiteral(place),
        _ => throw new InvalidOperationException($"The values of {column.Name} are not listed."),
    };

    public static int CountOf(Column column) => column.Type is CodeType type ? type.Codelist.Codes.Count
        : column.Type is CalendarType time ? time.Count
        : throw new InvalidOperationException($"The values of {column.Name} are not listed.");
}
