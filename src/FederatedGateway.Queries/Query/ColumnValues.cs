namespace FederatedGateway.Queries;

/// <summary>The values that a column of a closed list can hold, in the order that <see cref="Dimension.Map"/> counts them.</summary>
internal static class ColumnValues
{
    public static IEnumerable<Literal> Of(Column column) => column.Type switch
    {
        CodeType type => type.Codelist.Codes.Select(code => new CodeLiteral(code.Id)),
        MonthType type => YearMonth.Range(type.From, type.Until).Select(month => new MonthLiteral(month)),
        _ => throw new InvalidOperationException($"The values of {column.Name} are not listed."),
    };
}
