using FederatedGateway.Privacy;

namespace FederatedGateway.Queries;

/// <summary>The grids over a number column's range that quantiles and histograms are counted on. Functions of the dictionary alone.</summary>
internal static class NumberGrid
{
    public const int FewestBins = 2;
    public const int MostBins = 100;

    // Two levels of sixteen make 256 bins, so a bin is 0.4 % of the range; a third would make each cell 4,368 numbers instead of 272. How the error
    // of a range depends on the branching b is analysed by Qardaji, Yang and Li (PVLDB 6(14), 2013) for Laplace noise. On average a prefix
    // takes (b - 1)/2 numbers of each of h levels. Where levels share pure epsilon a number's variance grows with h squared, and (b - 1) h^3 at a given number of
    // bins is least near b = 17; where they share rho it grows with h, and (b - 1) h^2 is least near b = 5: 48 with four levels of four against 60
    // here, 12 % more deviation for a fifth fewer numbers. Sixteen serves both kinds of noise.
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
