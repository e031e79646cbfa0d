using FederatedGateway.Privacy;

namespace FederatedGateway.Queries;

/// <summary>The grids over a number column's range that quantiles and histograms are counted on. Functions of the dictionary alone.</summary>
internal static class NumberGrid
{
    public const int FewestBins = 2;
    public const int MostBins = 100;

    // Sixteen is about where the error of range counts is least (Qardaji, Yang, Li, PVLDB 6(14), 2013). Two levels make 256 bins, so a
    // bin is 0.4 % of the range; a third would make each cell 4,368 numbers instead of 272.
    private const int Branching = 16;

    public static RangeTree ForQuantiles(NumberType number) =>
        RangeTree.Create(RangeOf(number), Branching, RangeOf(number).Span < Branching ? 1 : 2);

    public static RangeTree ForHistogram(NumberType number, int bins) => RangeTree.Create(RangeOf(number), bins, 1);

    /// <summary>How many of so many bins begin within the range; the others could never hold a row.</summary>
    public static int BinsWithin(NumberType number, int bins)
    {
        var tree = ForHistogram(number, bins);
        return (int)((tree.Range.Span / tree.BinWidth) + 1);
    }

    private static ValueRange RangeOf(NumberType number) => new(number.Min, number.Max);
}
