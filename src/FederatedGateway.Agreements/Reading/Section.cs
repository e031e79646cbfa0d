using System.Text.Json;

namespace FederatedGateway.Agreements;

/// <summary>
/// One JSON object while it is read. What is wrong goes to the errors and reading goes on with a value that is never used,
/// because a document with errors is thrown away whole. A member that nobody asked for is an error of its own.
/// </summary>
internal sealed partial class Section
{
    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly DocumentErrors _errors;
    private readonly string _pointer;
    private readonly bool _absent;

    private Section(JsonElement? element, string pointer, DocumentErrors errors)
    {
        _errors = errors;
        _pointer = pointer;
        _absent = element is null;
        foreach (JsonProperty member in element?.EnumerateObject() ?? default)
        {
            _unread[member.Name] = member.Value;
        }
    }

    internal static Section Of(JsonElement element, string pointer, DocumentErrors errors)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return new(element, pointer, errors);
        }

        errors.Add(pointer, $"is {Describe(element)} where an object belongs", "Write members with names");
        return new(null, pointer, errors);
    }

    internal string PointerTo(string name) =>
        $"{_pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    internal void Error(string name, string problem, string remedy) => _errors.Add(PointerTo(name), problem, remedy);

    /// <summary>Whether the member is there; does not count as reading it.</summary>
    internal bool Has(string name) => _unread.ContainsKey(name);

    internal Section Object(string name) =>
        Take(name, required: true) is { } value ? Of(value, PointerTo(name), _errors) : new(null, PointerTo(name), _errors);

    internal Section? OptionalObject(string name) =>
        Take(name, required: false) is { } value ? Of(value, PointerTo(name), _errors) : null;

    internal string Text(string name, int maxLength = 2000) => Text(Take(name, required: true), PointerTo(name), maxLength) ?? "";

    internal string? OptionalText(string name, int maxLength = 2000) =>
        Take(name, required: false) is { } value ? Text(value, PointerTo(name), maxLength) : null;

    internal int Integer(string name, int min, int max)
    {
        if (Take(name, required: true) is not { } value)
        {
            return min;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= min && number <= max)
        {
            return number;
        }

        Error(name, $"is {Describe(value)}", Invariant($"Write a whole number from {min} to {max}"));
        return min;
    }

    /// <summary>A number above zero and at most <paramref name="max"/>.</summary>
    internal decimal Positive(string name, decimal max)
    {
        if (Take(name, required: true) is not { } value)
        {
            return max;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) && number > 0 && number <= max)
        {
            return number;
        }

        Error(name, $"is {Describe(value)}", Invariant($"Write a number above 0 and at most {max}"));
        return max;
    }

    internal bool Flag(string name)
    {
        JsonElement? value = Take(name, required: true);
        if (value is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } other)
        {
            Error(name, $"is {Describe(other)}", "Write true or false");
        }

        return value?.ValueKind == JsonValueKind.True;
    }

    internal IReadOnlyList<T> Objects<T>(string name, int min, Func<Section, T> read) =>
        Items(name, min, (element, pointer) => read(Of(element, pointer, _errors)));

    internal IReadOnlyList<string> Texts(string name, int min)
    {
        IReadOnlyList<string> texts = Items(name, min, (element, pointer) => Text(element, pointer, 100) ?? "");
        Unique(name, texts, "the entry");
        return texts;
    }

    /// <summary>Reads the rest as text by name.</summary>
    internal IReadOnlyDictionary<string, string> AllTexts(int maxLength = 2000)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in _unread.Keys.ToList())
        {
            texts[name] = Text(name, maxLength);
        }

        return texts;
    }

    /// <summary>Refuses members that were not read.</summary>
    internal void End()
    {
        foreach (string name in _unread.Keys)
        {
            Error(name, "is not a member of this document", $"Remove it; known here are {string.Join(", ", _known)}");
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private string? Text(JsonElement? value, string pointer, int maxLength)
    {
        if (value is not { } present)
        {
            return null;
        }

        if (present.ValueKind != JsonValueKind.String)
        {
            _errors.Add(pointer, $"is {Describe(present)} where text belongs", "Write text, in quotes if it looks like a number");
            return null;
        }

        string text = present.GetString()!;
        if (string.IsNullOrWhiteSpace(text))
        {
            _errors.Add(pointer, "is empty", "Write what belongs here");
        }
        else if (text.Length > maxLength)
        {
            _errors.Add(pointer, Invariant($"has {text.Length} characters"), Invariant($"Write at most {maxLength}"));
        }

        return text;
    }

    private List<T> Items<T>(string name, int min, Func<JsonElement, string, T> read)
    {
        var items = new List<T>();
        if (Take(name, required: min > 0) is not { } value)
        {
            return items;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Error(name, $"is {Describe(value)} where a list belongs", "Write a list");
            return items;
        }

        foreach (JsonElement element in value.EnumerateArray())
        {
            items.Add(read(element, Invariant($"{PointerTo(name)}/{items.Count}")));
        }

        if (items.Count < min)
        {
            Error(name, "has too few entries", Invariant($"List at least {min}"));
        }

        return items;
    }

    private JsonElement? Take(string name, bool required)
    {
        _known.Add(name);
        if (_unread.Remove(name, out JsonElement value))
        {
            return value;
        }

        // One error for a missing object is enough: its members are not reported again.
        if (required && !_absent)
        {
            Error(name, "is missing", "Add it; docs/agreements.md describes every member");
        }

        return null;
    }
}
