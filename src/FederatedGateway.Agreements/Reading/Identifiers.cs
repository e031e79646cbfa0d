namespace FederatedGateway.Agreements;

/// <summary>Ids of agreements, parties, people and templates: they stand in paths, logs and certificates.</summary>
internal static class Identifiers
{
    internal const string Rule = "Use lowercase letters, digits, \"-\", \"_\" and \".\", a letter or digit first, at most 64";

    internal static bool IsValid(string text) =>
        text.Length is > 0 and <= 64
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');
}
