using System.Buffers;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Writes a dictionary's pattern for PostgreSQL, where both surely mean the same.</summary>
/// <remarks>
/// .NET and PostgreSQL differ in what <c>\d</c>, <c>\w</c>, <c>.</c>, a negated class or a named class take in, and in lazy repetition.
/// So only these are passed on: printable ASCII characters, escaped punctuation, plain classes, groups, alternatives, <c>? * + {n,m}</c>, anchors.
/// Everything else is refused when the node starts. What such a pattern accepts is ASCII, whose length all count alike.
/// </remarks>
internal static class PostgresPattern
{
    private static readonly SearchValues<char> Punctuation = SearchValues.Create(@"\.^$|?*+()[]{}-/");

    /// <summary>The whole-text pattern; null where it may not mean the same.</summary>
    public static string? Of(PatternType type) => IsPlain(type.Pattern) ? $"^(?:{type.Pattern})$" : null;

    private static bool IsPlain(string pattern)
    {
        bool inClass = false;
        char before = '\0';
        for (int at = 0; at < pattern.Length; at++)
        {
            char character = pattern[at];
            char next = at + 1 < pattern.Length ? pattern[at + 1] : '\0';
            bool plain = character switch
            {
                < ' ' or > '~' => false,
                '\\' => Punctuation.Contains(next),
                '.' => inClass,
                '[' => !inClass && next is not '^' and not ']',
                '(' => inClass || next != '?' || (at + 2 < pattern.Length && pattern[at + 2] == ':'),
                '?' or '+' or '*' => inClass || before is not ('?' or '+' or '*' or '}'),
                '&' or '-' => !inClass || next is not '[' and not '&',
                _ => true,
            };
            if (!plain)
            {
                return false;
            }

            at += character == '\\' ? 1 : 0;
            inClass = character == '[' || (inClass && character != ']');

            // The "?" of a group that captures nothing repeats nothing.
            before = character == '\\' || inClass || character == '(' ? '\0' : character;
        }

        return true;
    }
}
