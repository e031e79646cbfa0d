namespace FederatedGateway.Privacy;

/// <summary>
/// A grid of equal bins over a column's range, and the levels of counts above it. Made of public bounds only: the grid never
/// depends on data. Trees of the same shape are added number by number over agencies.
/// </summary>
/// <remarks>
/// Numbers stand level by level from the coarsest, each level in the order of the values. The total over the whole range is not a level of its own.
/// </remarks>
public sealed record RangeTree
{
    private const int MostBins = 65_536;

    private RangeTree(ValueRange range, int branching, int levels, int bins)
    {
        Range = range;
        Branching = branching;
        Levels = levels;
        Bins = bins;
        BinWidth = ((range.Span + bins) / bins);
    }

    /// <summary>The values covered; values beyond are counted at the nearest end.</summary>
    public ValueRange Range { get; }

    /// <summary>Into how many parts each number of a level is split in the next.</summary>
    public int Branching { get; }

    /// <summary>How many levels are counted; h in L2 = sqrt(h L0) Linf.</summary>
    public int Levels { get; }

    /// <summary>The bins of the finest level: <see cref="Branching"/> to the power of <see cref="Levels"/>.</summary>
    public int Bins { get; }

    /// <summary>How many values a bin covers; the last ones may reach beyond the range.</summary>
    public long BinWidth { get; }

    /// <summary>The numbers of all levels together.</summary>
    public int Width => (Bins - 1) / (Branching - 1) * Branching;

    /// <summary>Makes a tree.</summary>
    /// <param name="range">The column's range.</param>
    /// <param name="branching">2 or more.</param>
    /// <param name="levels">1 or more; one level is a histogram.</param>
    /// <exception cref="ArgumentException">The range is empty or beyond 62 bits, or there would be more than 65,536 bins.</exception>
    public static RangeTree Create(ValueRange range, int branching, int levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(branching, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        Int128 span = (Int128)range.High - range.Low;
        if (span < 0 || span > 1L << 62)
        {
            throw new ArgumentException("The range must be from low to high and within 62 bits: set both in the dictionary.", nameof(range));
        }

        int bins = 1;
        for (int level = 0; level < levels; level++)
        {
            bins = bins <= MostBins / branching
                ? bins * branching
                : throw new ArgumentException($"A tree has at most {MostBins} bins: ask for fewer levels.", nameof(levels));
        }

        return new(range, branching, levels, bins);
    }

    /// <summary>The bin that counts a value, from 0; values outside the range go to the nearest end.</summary>
    public int BinOf(long value) => (int)((long.Clamp(value, Range.Low, Range.High) - Range.Low) / BinWidth);

    /// <summary>The smallest value of a bin.</summary>
    public long LowOf(int bin) => (long)Int128.Min(Range.Low + ((Int128)bin * BinWidth), Range.High);

    /// <summary>The largest value of a bin that lies in the range.</summary>
    public long HighOf(int bin) => (long)Int128.Min(Range.Low + ((Int128)bin * BinWidth) + (BinWidth - 1), Range.High);

    /// <summary>The numbers of all levels, from the counts of the bins.</summary>
    /// <exception cref="ArgumentException">There is not one count for each bin.</exception>
    public long[] Grow(IReadOnlyList<long> bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bins.Count, Bins, nameof(bins));
        var numbers = new long[Width];
        for (int i = 0; i < Bins; i++)
        {
            numbers[Width - Bins + i] = bins[i];
        }

        // The parent of number i is number i / b - 1; below b there is none.
        for (int i = Width - 1; i >= Branching; i--)
        {
            numbers[(i / Branching) - 1] += numbers[i];
        }

        return numbers;
    }
}
