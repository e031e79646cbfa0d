using System.Text.Json;

namespace FederatedGateway.Node;

/// <summary>Reads one object of a JSON document strictly and collects every error with its JSON pointer, so that an operator
/// sees all of them at once.</summary>
internal sealed class DocumentReader
{
    private readonly JsonElement _element;
    private readonly string _pointer;
    private readonly List<string> _errors;

    private DocumentReader(JsonElement element, string pointer, List<string> errors)
    {
        _element = element;
        _pointer = pointer;
        _errors = errors;
    }

    /// <summary>Starts at the root of a document. A root that is no object counts as an empty object and an error.</summary>
    public static DocumentReader Root(JsonElement root, List<string> errors) => Of(root, "", errors);

    /// <summary>The names of the object's members.</summary>
    public IEnumerable<string> Names => _element.EnumerateObject().Select(member => member.Name);

    /// <summary>Reports an error at a member.</summary>
    public void Fail(string member, string message) => _errors.Add($"{_pointer}/{member}: {message}");

    /// <summary>Reports every member that is not among <paramref name="known"/>.</summary>
    public void AllowOnly(params ReadOnlySpan<string> known)
    {
        foreach (string name in Names)
        {
            if (!known.Contains(name))
            {
                Fail(name, $"is not known here; remove it or use one of: {string.Join(", ", known.ToArray())}");
            }
        }
    }

    /// <summary>A text that must be there and must not be blank; empty after an error.</summary>
    public string Text(string member)
    {
        string? text = OptionalText(member);
        if (text is null && !_element.TryGetProperty(member, out _))
        {
            Fail(member, "is missing; add it");
        }

        return text ?? "";
    }

    /// <summary>A text that may be absent; null when absent or after an error.</summary>
    public string? OptionalText(string member)
    {
        if (!_element.TryGetProperty(member, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()))
        {
            return value.GetString();
        }

        Fail(member, "must be a text that is not blank; put quotes around it if it is one");
        return null;
    }

    /// <summary>One of a few words; the first of <paramref name="allowed"/> when absent or after an error.</summary>
    public string Choice(string member, params ReadOnlySpan<string> allowed)
    {
        string? text = OptionalText(member);
        if (text is not null && !allowed.Contains(text))
        {
            Fail(member, $"is \"{text}\"; write one of: {string.Join(", ", allowed.ToArray())}");
        }

        return text is not null && allowed.Contains(text) ? text : allowed[0];
    }

    /// <summary>A list of texts that must be there and hold one at least.</summary>
    public IReadOnlyList<string> Texts(string member)
    {
        if (_element.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() > 0
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString() is not ""))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        Fail(member, "must be a list of one or more texts");
        return [];
    }

    /// <summary>An object from texts to texts; empty when absent.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string member)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (_element.TryGetProperty(member, out _))
        {
            DocumentReader entries = Object(member);
            foreach (string name in entries.Names)
            {
                map[name] = entries.Text(name);
            }
        }

        return map;
    }

    /// <summary>An object that must be there; empty after an error.</summary>
    public DocumentReader Object(string member)
    {
        if (!_element.TryGetProperty(member, out JsonElement value))
        {
            Fail(member, "is missing; add it");
        }

        return value.ValueKind == JsonValueKind.Undefined
            ? new DocumentReader(Empty, $"{_pointer}/{member}", _errors)
            : Of(value, $"{_pointer}/{member}", _errors);
    }

    private static JsonElement Empty { get; } = JsonDocument.Parse("{}").RootElement;

    private static DocumentReader Of(JsonElement element, string pointer, List<string> errors)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return new DocumentReader(element, pointer, errors);
        }

        errors.Add($"{(pointer.Length == 0 ? "/" : pointer)}: must be an object of names and values");
        return new DocumentReader(Empty, pointer, errors);
    }
}
