using FederatedGateway.Privacy;

namespace FederatedGateway.Node;

/// <summary>
/// How windows of different length lie within each other, and what a charge in one costs a unit of another.
/// Proved in docs/decisions/0006-windows-of-different-length.md.
/// </summary>
internal static class WindowLoss
{
    private const string AllTime = "all-time";

    // Far above any cap, and low enough for a handful of them to be added.
    private static readonly Int128 Most = Int128.One << 59;

    /// <summary>The longer windows that a window is a part of: "2025" and "all-time" for "2025-03".</summary>
    public static IReadOnlyList<string> Enclosing(string window) => window switch
    {
        AllTime => [],
        { Length: 4 } => [AllTime],
        _ => [window[..4], AllTime],
    };

    /// <summary>The shorter windows within a window are the names between these two, which are none themselves.</summary>
    public static (string After, string Before) Within(string window) =>
        window == AllTime ? ("", AllTime) : (window + "-", window + "."); // In ASCII the full stop follows the hyphen.

    /// <summary>How many units of a query's own windows a unit of <paramref name="window"/> may change in its answer.</summary>
    /// <param name="charged">The windows of the query, all of one length.</param>
    /// <param name="window">A window of any length.</param>
    public static int UnitsChanged(IReadOnlyList<string> charged, string window)
    {
        if (charged.Contains(window))
        {
            return 1;
        }

        // With a part of its rows gone, a unit of the longer window is another unit: one leaves and one comes.
        return charged.Any(Enclosing(window).Contains) ? 2 : charged.Count(one => Enclosing(one).Contains(window));
    }

    /// <summary>The loss when an answer that is private at this price changes by so many units.</summary>
    public static PrivacyLoss OfUnits(PrivacyLoss price, int units) =>
        Saturated((Int128)price.NanoRho * units * units, (Int128)price.DeltaUnits * units);

    /// <summary>A loss that cannot overflow when it is added; nothing fits it.</summary>
    public static PrivacyLoss Saturated(Int128 nanoRho, Int128 deltaUnits) =>
        new((long)Int128.Min(nanoRho, Most), (long)Int128.Min(deltaUnits, Most));
}
