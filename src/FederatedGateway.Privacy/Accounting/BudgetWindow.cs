namespace FederatedGateway.Privacy;

/// <summary>Names of windows: a year (<c>2025</c>), a month (<c>2025-03</c>) or <c>all-time</c>.</summary>
public static class BudgetWindow
{
    /// <summary>The window that overlaps with every other.</summary>
    public const string AllTime = "all-time";

    /// <summary>Whether a unit's rows may lie in both: one window is a part of the other, or they are the same.</summary>
    public static bool Overlap(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left == AllTime || right == AllTime || IsPartOf(left, right) || IsPartOf(right, left);
    }

    private static bool IsPartOf(string part, string whole) =>
        part.StartsWith(whole, StringComparison.Ordinal) && (part.Length == whole.Length || part[whole.Length] == '-');
}
