namespace FederatedGateway.Queries;

/// <summary>The keys that a query can have by the dictionary alone, whatever the data.</summary>
internal static class KeyGrid
{
    public static long? Size(CanonicalQuery query)
    {
        UInt128 size = 0;
        foreach (var level in query.Levels)
        {
            if (SizeOfOne(level) is not { } keys)
            {
                return null;
            }

            size += (UInt128)keys;
        }

        return (long)UInt128.Min(size, (UInt128)long.MaxValue);
    }

    private static long? SizeOfOne(CanonicalQuery level)
    {
        UInt128 size = 1;
        foreach (var dimension in level.GroupBy)
        {
            if (Possible(level, dimension) is not { } codes)
            {
                return null;
            }

            // Saturates: each factor is below 2^31, so the product of two clamped ones cannot overflow 128 bits.
            size = UInt128.Min(size * (UInt128)codes.Count, (UInt128)long.MaxValue);
        }

        return (long)size;
    }

    public static IEnumerable<IReadOnlyList<string>> Keys(CanonicalQuery level)
    {
        if (level.GridSize is null)
        {
            throw new InvalidOperationException("The query groups by a column without a closed list of values, so its keys are not known before the data are.");
        }

        var values = level.GroupBy.Select(dimension => Values(level, dimension)!).ToArray();
        return values.Any(list => list.Count == 0) ? [] : Count(values);
    }

    // Counts like an odometer: the last dimension turns fastest.
    private static IEnumerable<IReadOnlyList<string>> Count(IReadOnlyList<string>[] values)
    {
        var at = new int[values.Length];
        while (true)
        {
            yield return [.. at.Select((index, dimension) => values[dimension][index])];
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

    /// <summary>The values of one dimension in canonical order; null when the dictionary does not list them.</summary>
    public static IReadOnlyList<string>? Values(CanonicalQuery query, Dimension dimension) =>
        Possible(query, dimension) is { } codes ? [.. codes.Select(code => code.Id).Order(StringComparer.Ordinal)] : null;

    /// <summary>The same in the order of the dimension's codes.</summary>
    public static IReadOnlyList<Code>? Possible(CanonicalQuery query, Dimension dimension)
    {
        if (dimension.Codes is not { } codes || dimension.Column.Name != query.Dataset.TimeColumn)
        {
            return dimension.Codes;
        }

        var from = query.Dataset.Period.From;
        return [.. query.Months.Select(month => month.Since(from)).Select(place => codes[dimension.Map is { } map ? map[place] : place]).Distinct()];
    }
}
