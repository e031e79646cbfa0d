namespace FederatedGateway.Queries;

/// <summary>A set of whole numbers, as ranges with both ends included: ascending, disjoint, and with a gap between any two.</summary>
internal sealed class ValueSet
{
    private ValueSet(IReadOnlyList<(long Low, long High)> ranges) => Ranges = ranges;

    public static ValueSet Empty { get; } = new([]);

    public IReadOnlyList<(long Low, long High)> Ranges { get; }

    public bool IsEmpty => Ranges.Count == 0;

    /// <summary>How many numbers there are; at most 2^53, as bounds of the dictionary are.</summary>
    public long Count => Ranges.Sum(range => range.High - range.Low + 1);

    /// <summary>The numbers, ascending.</summary>
    public IEnumerable<long> Values
    {
        get
        {
            foreach (var (low, high) in Ranges)
            {
                for (var value = low; value <= high; value++)
                {
                    yield return value;
                }
            }
        }
    }

    /// <summary>The union of ranges in any order; an empty one (low above high) is left out.</summary>
    public static ValueSet Of(IEnumerable<(long Low, long High)> ranges)
    {
        var merged = new List<(long Low, long High)>();
        foreach (var range in InOrder([.. ranges.Where(range => range.Low <= range.High)]))
        {
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1)
            {
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, range.High));
            }
            else
            {
                merged.Add(range);
            }
        }

        return new(merged);
    }

    // Most come in order, and long lists of them.
    private static (long Low, long High)[] InOrder((long Low, long High)[] ranges)
    {
        for (var i = 1; i < ranges.Length; i++)
        {
            if (ranges[i].Low < ranges[i - 1].Low)
            {
                Array.Sort(ranges, (left, right) => left.Low.CompareTo(right.Low));
                break;
            }
        }

        return ranges;
    }

    /// <summary>One range; empty where low is above high.</summary>
    public static ValueSet Of(long low, long high) => low <= high ? new([(low, high)]) : Empty;

    /// <summary>The numbers of a range that are not in the set, which lies within it.</summary>
    public ValueSet Complement(long least, long greatest)
    {
        var gaps = new List<(long, long)>();
        var next = least;
        foreach (var (low, high) in Ranges)
        {
            if (low > next)
            {
                gaps.Add((next, low - 1));
            }

            next = high + 1;
        }

        if (next <= greatest)
        {
            gaps.Add((next, greatest));
        }

        return new(gaps);
    }

    public bool Contains(long value) => Ranges.Any(range => range.Low <= value && value <= range.High);
}
