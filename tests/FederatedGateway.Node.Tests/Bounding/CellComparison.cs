using FederatedGateway.Privacy;

namespace FederatedGateway.Node.Tests;

/// <summary>Compares true cells by key, number by number.</summary>
internal static class CellComparison
{
    public static void Same(Dictionary<string, TrueCell<IReadOnlyList<string>>> expected, Dictionary<string, TrueCell<IReadOnlyList<string>>> actual, string? note = null)
    {
        string? difference = Difference(expected, actual);
        Assert.True(difference is null, $"{difference} {note}");
    }

    /// <summary>The first difference; null when there is none.</summary>
    public static string? Difference(Dictionary<string, TrueCell<IReadOnlyList<string>>> expected, Dictionary<string, TrueCell<IReadOnlyList<string>>> actual) =>
        expected.Keys.Union(actual.Keys).Order(StringComparer.Ordinal)
            .Select(key => (Key: key, Expected: Text(expected, key), Actual: Text(actual, key)))
            .Where(cell => cell.Expected != cell.Actual)
            .Select(cell => $"cell '{cell.Key}': expected {cell.Expected}, actual {cell.Actual}")
            .FirstOrDefault();

    private static string Text(Dictionary<string, TrueCell<IReadOnlyList<string>>> cells, string key) =>
        cells.TryGetValue(key, out TrueCell<IReadOnlyList<string>> cell) ? $"{cell.Units}: {string.Join(' ', cell.Values)}" : "none";
}
