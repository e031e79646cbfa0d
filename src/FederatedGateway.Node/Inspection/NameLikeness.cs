using System.Text;

namespace FederatedGateway.Node;

/// <summary>How much two names say the same, by their words: 0 for nothing, 1 for the same words.</summary>
internal static class NameLikeness
{
    private static readonly HashSet<string> Empty = ["of", "the", "a", "an", "in", "by", "and", "for", "to", "what", "how", "where", "it"];

    /// <summary>The likeness of a source's column to a dictionary's, by name or title, whichever is greater.</summary>
    public static double Of(string source, string name, string title) => double.Max(Of(source, name), Of(source, title));

    /// <summary>Letters and digits in lower case, and nothing else.</summary>
    public static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    private static double Of(string left, string right)
    {
        if (Plain(left) == Plain(right))
        {
            return 1;
        }

        (HashSet<string> one, HashSet<string> other) = (Words(left), Words(right));
        return one.Count + other.Count == 0 ? 0 : 2.0 * one.Intersect(other).Count() / (one.Count + other.Count);
    }

    // "LSOA code", "lsoa_code" and "LsoaCode" are the same two words.
    private static HashSet<string> Words(string text)
    {
        var spaced = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            bool begins = at > 0 && char.IsUpper(text[at]) && char.IsLower(text[at - 1]);
            spaced.Append(begins ? " " : "").Append(char.IsLetterOrDigit(text[at]) ? char.ToLowerInvariant(text[at]) : ' ');
        }

        return [.. spaced.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !Empty.Contains(word))];
    }
}
