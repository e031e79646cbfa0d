namespace FederatedGateway.Queries;

/// <summary>Reads what a missing value of a column means: <c>refuse</c>, a code of the column, or <c>exclude</c> for numbers.</summary>
internal static class NullRuleReader
{
    private const string Refuse = "refuse";
    private const string Exclude = "exclude";

    /// <summary>The column with its rule; null after a report.</summary>
    public static Column? Read(JsonPlace place, Column column) => (place.String(), column.Type) switch
    {
        (null, _) => null,
        (Refuse, _) => column,
        (Exclude, NumberType number) => column with { Type = number with { SkipsNulls = true } },
        ({ } code, CodeType type) when type.Codelist.Contains(code) => column with { NullCode = code },
        ({ } code, PatternType type) when type.Matches(code) => column with { NullCode = code },
        ({ } other, var type) => Unknown(place, other, type),
    };

    private static Column? Unknown(JsonPlace place, string written, ColumnType type)
    {
        place.Report($"{Wording.Quote(written)} is no rule for missing values here. " + type switch
        {
            CodeType codes => $"Write {Refuse}, or one of the codes: {Wording.Nearest(written, [.. codes.Codelist.Codes.Select(code => code.Id)])}",
            PatternType pattern => $"Write {Refuse}, or a value of the shape {pattern.Pattern} with at most {pattern.MaxLength} characters",
            NumberType => $"Write {Refuse}, or {Exclude}: the row counts and is left out of what is computed from the column",
            _ => $"Write {Refuse}: the time decides which budget a row belongs to",
        });
        return null;
    }
}
