namespace FederatedGateway.Queries;

/// <summary>The keys that a query can have by the dictionary alone, whatever the data.</summary>
internal static class KeyGrid
{
    public static long? Size(CanonicalQuery query)
    {
        UInt128 size = 1;
        foreach (var column in query.GroupBy)
        {
            if (Values(query, column) is not { } values)
            {
                return null;
            }

            // Saturates: each factor is below 2^31, so the product of two clamped ones cannot overflow 128 bits.
            size = UInt128.Min(size * (UInt128)values.Count, (UInt128)long.MaxValue);
        }

        return (long)size;
    }

    public static IEnumerable<IReadOnlyList<string>> Keys(CanonicalQuery query)
    {
        if (query.GridSize is null)
        {
            throw new InvalidOperationException("The query groups by a column without a closed list of values, so its keys are not known before the data are.");
        }

        var values = query.GroupBy.Select(column => Values(query, column)!).ToArray();
        return values.Any(list => list.Count == 0) ? [] : Count(values);
    }

    // Counts like an odometer: the last column turns fastest.
    private static IEnumerable<IReadOnlyList<string>> Count(IReadOnlyList<string>[] values)
    {
        var at = new int[values.Length];
        while (true)
        {
            yield return [.. at.Select((index, column) => values[column][index])];
            var turning = values.Length - 1;
            while (turning >= 0 && ++at[turning] == values[turning].Count)
            {
                at[turning--] = 0;
            }

            if (turning < 0)
            {
                yield break;
            }
        }
    }

    private static IReadOnlyList<string>? Values(CanonicalQuery query, Column column) => column.Type switch
    {
        CodeType type => [.. type.Codelist.Codes.Select(code => code.Id).Order(StringComparer.Ordinal)],
        MonthType when column.Name == query.Dataset.TimeColumn => [.. query.Months.Select(month => month.ToString())],
        MonthType type => [.. YearMonth.Range(type.From, type.Until).Select(month => month.ToString())],
        _ => null,
    };
}
