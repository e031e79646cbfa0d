namespace FederatedGateway.Queries;

/// <summary>
/// The keys that a query of one level can have by the dictionary and its condition alone, whatever the data: of each column grouped by, the
/// combinations of codes that some value has at which the condition can be true, and every combination of those over the columns.
/// </summary>
internal static class KeyGrid
{
    /// <summary>How many keys there are, at most <see cref="long.MaxValue"/>; null when a column's values are not listed.</summary>
    public static long? Size(IReadOnlyList<Dimension> groupBy, ConditionReach reach)
    {
        UInt128 size = 1;
        foreach (var column in ColumnKeys.Of(groupBy))
        {
            if (!column.IsListed)
            {
                return null;
            }

            // Saturates: each factor is below 2^31, so the product of two clamped ones cannot overflow 128 bits.
            size = UInt128.Min(size * (UInt128)column.Count(reach), (UInt128)long.MaxValue);
        }

        return (long)size;
    }

    /// <summary>The sizes of several levels together; null when one has none.</summary>
    public static long? Sum(IEnumerable<long?> sizes)
    {
        UInt128 sum = 0;
        foreach (var size in sizes)
        {
            if (size is not { } keys)
            {
                return null;
            }

            sum += (UInt128)keys;
        }

        return (long)UInt128.Min(sum, (UInt128)long.MaxValue);
    }

    /// <summary>The keys in canonical order, each made when it is asked for.</summary>
    public static IEnumerable<IReadOnlyList<string>> Keys(CanonicalQuery level)
    {
        if (level.GridSize is null)
        {
            throw new InvalidOperationException("The query groups by a column without a closed list of values, so its keys are not known before the data are.");
        }

        var reach = new ConditionReach(level.Where);
        return new Walk([.. ColumnKeys.Of(level.GroupBy).Select(column => (column, column.InOrder(reach)))], level.GroupBy.Count).Keys();
    }

    /// <summary>
    /// Goes through the keys dimension by dimension, so that they come in their order without being sorted. Of each column those combinations
    /// stand side by side that begin with the codes chosen so far.
    /// </summary>
    private sealed class Walk(IReadOnlyList<(ColumnKeys Column, IReadOnlyList<IReadOnlyList<string>> Codes)> columns, int dimensions)
    {
        private readonly (int Column, int Part)[] at = [.. Enumerable.Range(0, dimensions).Select(dimension => PartOf(columns, dimension))];

        public IEnumerable<IReadOnlyList<string>> Keys() => From(0, new string[dimensions], [.. columns.Select(one => (0, one.Codes.Count))]);

        private IEnumerable<IReadOnlyList<string>> From(int dimension, string[] key, (int Start, int End)[] open)
        {
            if (dimension == dimensions)
            {
                yield return [.. key];
                yield break;
            }

            var (column, part) = at[dimension];
            var (codes, all) = (columns[column].Codes, open[column]);
            for (var start = all.Start; start < all.End; start = open[column].End)
            {
                key[dimension] = codes[start][part];
                open[column] = (start, EndOf(codes, part, start, all.End));
                foreach (var whole in From(dimension + 1, key, open))
                {
                    yield return whole;
                }
            }

            open[column] = all;
        }

        private static int EndOf(IReadOnlyList<IReadOnlyList<string>> codes, int part, int start, int end)
        {
            var next = start + 1;
            while (next < end && codes[next][part] == codes[start][part])
            {
                next++;
            }

            return next;
        }

        private static (int, int) PartOf(IReadOnlyList<(ColumnKeys Column, IReadOnlyList<IReadOnlyList<string>> Codes)> columns, int dimension)
        {
            var column = columns.Index().First(one => one.Item.Column.Places.Contains(dimension));
            return (column.Index, column.Item.Column.Places.Index().First(one => one.Item == dimension).Index);
        }
    }
}
