using System.Globalization;
using System.Text;

namespace FederatedGateway.Cli.Terminal;

/// <summary>Text from elsewhere, made safe to print on a terminal.</summary>
internal static class Legible
{
    /// <summary>
    /// Replaces control and direction-changing characters by U+FFFD, so that a server's text can neither move the cursor nor
    /// hide what stands beside it.
    /// </summary>
    internal static string Of(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            safe.Append(IsUnsafe(character) ? '\uFFFD' : character);
        }

        return safe.ToString();
    }

    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
