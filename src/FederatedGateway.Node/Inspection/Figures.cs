using System.Globalization;

namespace FederatedGateway.Node;

/// <summary>Numbers as an operator reads them.</summary>
internal static class Figures
{
    /// <summary>With thousands apart.</summary>
    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A part of a whole: its number and its share.</summary>
    public static string Share(long part, long whole) =>
        whole == 0 || part == 0 ? Of(part) : string.Create(CultureInfo.InvariantCulture, $"{part:N0} ({100.0 * part / whole:0.##} %)");
}
