using System.Globalization;
using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

/// <content>Members whose text has a meaning of its own: ids, choices, hashes, keys and dates.</content>
internal sealed partial class Section
{
    internal string Identifier(string name)
    {
        string text = Text(name, 100);
        if (text.Length > 0 && !Identifiers.IsValid(text))
        {
            Error(name, $"\"{text}\" is no identifier", Identifiers.Rule);
        }

        return text;
    }

    internal string Choice(string name, params string[] accepted)
    {
        string text = Text(name, 100);
        CheckChoice(PointerTo(name), text, accepted);
        return text;
    }

    internal IReadOnlyList<string> Choices(string name, int min, string[] accepted)
    {
        IReadOnlyList<string> texts = Texts(name, min);
        for (int i = 0; i < texts.Count; i++)
        {
            CheckChoice(Invariant($"{PointerTo(name)}/{i}"), texts[i], accepted);
        }

        return texts;
    }

    internal Digest Hash(string name)
    {
        string text = Text(name, 71);
        if (!Digest.TryParse(text, out Digest digest) && text.Length > 0)
        {
            Error(name, "is no SHA-256", "Write \"sha256:\" and 64 lowercase hexadecimal digits");
        }

        return digest;
    }

    internal PublicKey Key(string name)
    {
        string text = Text(name, 100);
        if (PublicKey.TryParse(text, out PublicKey? key))
        {
            return key;
        }

        if (text.Length > 0)
        {
            Error(name, "is no public key", "Write it as \"fedgate keys new\" prints it, beginning with p256: or ed25519:");
        }

        return null!; // The document is thrown away.
    }

    /// <summary>Refuses values that stand more than once under a member.</summary>
    internal void Unique(string name, IEnumerable<string> values, string what)
    {
        foreach (var twice in values.Where(value => value.Length > 0).GroupBy(value => value, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
        {
            Error(name, $"has {what} {twice.Key} more than once", "Give each its own");
        }
    }

    internal DateOnly Date(string name)
    {
        string text = Text(name, 10);
        return text.Length == 0 ? default : Date(name, text);
    }

    internal DateOnly? OptionalDate(string name) => OptionalText(name, 10) is { } text ? Date(name, text) : null;

    private DateOnly Date(string name, string text)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            Error(name, $"\"{text}\" is no date", "Write it as 2026-01-31");
        }

        return date;
    }

    private void CheckChoice(string pointer, string text, string[] accepted)
    {
        if (text.Length > 0 && !accepted.Contains(text))
        {
            _errors.Add(pointer, $"\"{text}\" is not known", $"Write one of {string.Join(", ", accepted)}");
        }
    }
}
