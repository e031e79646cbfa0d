namespace FederatedGateway.Node;

/// <summary>Aligned columns of plain text. A cell that is a number stands on the right.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>Writes a table.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="header">The headings.</param>
    /// <param name="rows">Each as long as the header.</param>
    public static void Write(TextWriter writer, string[] header, IEnumerable<string[]> rows)
    {
        string[][] all = [header, .. rows];
        int[] widths = [.. header.Select((_, column) => all.Max(row => row[column].Length))];
        foreach (string[] row in all)
        {
            writer.WriteLine(Gap + string.Join(Gap, row.Select((cell, column) => IsNumber(all, column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static bool IsNumber(string[][] all, int column) =>
        all.Length > 1 && all.Skip(1).All(row => row[column].Length == 0 || char.IsAsciiDigit(row[column][0]) || row[column] == "-");
}
