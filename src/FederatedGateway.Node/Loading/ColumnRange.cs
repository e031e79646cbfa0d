using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>The integers that a column of the clustered copy can hold. They are kept as their distance from the least, in as few bytes as the greatest needs.</summary>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest; no smaller.</param>
internal readonly record struct ColumnRange(long Least, long Greatest)
{
    /// <summary>Bytes for each value: 1, 2, 4 or 8.</summary>
    public int Width => Span switch
    {
        <= byte.MaxValue => sizeof(byte),
        <= ushort.MaxValue => sizeof(ushort),
        <= uint.MaxValue => sizeof(uint),
        _ => sizeof(ulong),
    };

    /// <summary>How many values there can be, for columns that hold codes.</summary>
    public int Count => checked((int)(Span + 1));

    private ulong Span => unchecked((ulong)(Greatest - Least));

    /// <summary>Of a column: the places of a codelist, of the months or dates of the dictionary, the numbers that it allows and one for none, the places among the open codes found.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="openCodes">How many different values a column of <see cref="PatternType"/> holds.</param>
    public static ColumnRange Of(ColumnType type, int openCodes) => type switch
    {
        CodeType codes => new(0, codes.Codelist.Codes.Count - 1),
        CalendarType time => new(0, time.Count - 1),
        NumberType number => new(number.SkipsNulls ? ColumnLoading.NoNumber(number) : number.Min, number.Max),
        _ => new(0, int.Max(0, openCodes - 1)),
    };
}
