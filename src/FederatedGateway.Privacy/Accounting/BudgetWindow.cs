namespace FederatedGateway.Privacy;

/// <summary>
/// Names of windows, a year (<c>2025</c>), a month (<c>2025-03</c>) or <c>all-time</c>, and how those of different length lie within each other.
/// Proved in docs/decisions/0006-windows-of-different-length.md.
/// </summary>
public static class BudgetWindow
{
    /// <summary>The window that every other is a part of.</summary>
    public const string AllTime = "all-time";

    /// <summary>The longer windows that a window is a part of: <c>2025</c> and <c>all-time</c> for <c>2025-03</c>.</summary>
    public static IReadOnlyList<string> Enclosing(string window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return window switch
        {
            AllTime => [],
            { Length: 4 } => [AllTime],
            _ => [window[..4], AllTime],
        };
    }

    /// <summary>The shorter windows within a window are the names between these two in ordinal order, which are none themselves.</summary>
    public static (string After, string Before) Within(string window) =>
        window == AllTime ? ("", AllTime) : (window + "-", window + "."); // In ASCII the full stop follows the hyphen.

    /// <summary>How many units of a question's own windows a unit of <paramref name="window"/> may change in its answer; 0 where none overlaps it.</summary>
    /// <param name="charged">The windows of the question, all of one length.</param>
    /// <param name="window">A window of any length.</param>
    public static int UnitsChanged(IReadOnlyList<string> charged, string window)
    {
        ArgumentNullException.ThrowIfNull(charged);
        if (charged.Contains(window))
        {
            return 1;
        }

        // With a part of its rows gone, a unit of the longer window is another unit: one leaves and one comes.
        return charged.Any(Enclosing(window).Contains) ? 2 : charged.Count(one => Enclosing(one).Contains(window));
    }
}
