using System.Text.Json;

namespace FederatedGateway.Queries;

/// <summary>Reads the JSON of a dictionary document and lists everything that is wrong with it.</summary>
internal static class DictionaryDocument
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static DataDictionary Read(byte[] json)
    {
        var errors = new List<DictionaryError>();
        using var document = Parse(json);
        var root = new JsonPlace(document.RootElement, "", errors);
        var dictionary = Document(root, json);
        return dictionary is not null && errors.Count == 0 ? dictionary : throw new DictionaryException(errors);
    }

    private static JsonDocument Parse(byte[] json)
    {
        try
        {
            var document = JsonDocument.Parse(json, Strict);
            ReadAllText(document.RootElement);
            return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DictionaryException([new DictionaryError("", $"is no JSON that can be read: {Wording.Safe(e.Message)}")]);
        }
    }

    // Broken UTF-8 and lone surrogates are found only when a text is taken out; so all are, once.
    private static void ReadAllText(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadAllText(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    ReadAllText(item);
                }

                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
        }
    }

    private static DataDictionary? Document(JsonPlace root, byte[] json)
    {
        if (root.Object(["kind", "id", "version", "title", "codelists", "datasets"], "publicTables") is not { } members)
        {
            return null;
        }

        if (members["kind"].String() is { } kind && kind != DataDictionary.Kind)
        {
            members["kind"].Report($"{Wording.Quote(kind)} cannot be read here; write {DataDictionary.Kind}");
        }

        var id = Id(members["id"]);
        var version = members["version"].Whole(1, int.MaxValue);
        var title = members["title"].Text();
        var codelists = CodelistReader.Read(members["codelists"]);
        var broken = members["codelists"].Value.ValueKind == JsonValueKind.Object
            ? members["codelists"].Value.EnumerateObject().Select(member => member.Name).Where(name => !codelists.ContainsKey(name)).ToHashSet(StringComparer.Ordinal)
            : [];
        var tables = PublicTableReader.Read(
            members.TryGetValue("publicTables", out var written) ? written : null, codelists, [.. members["datasets"].Value.ValueKind == JsonValueKind.Object ? members["datasets"].Value.EnumerateObject().Select(member => member.Name) : []]);
        var datasets = DatasetReader.Read(members["datasets"], codelists, broken, tables);
        return id is null || version is null || title is null || root.Errors.Count > 0
            ? null
            : new DataDictionary(id, version.Value, title, json, codelists.Values, datasets, tables.Values);
    }

    private static string? Id(JsonPlace place)
    {
        var id = place.String();
        if (id is null || DictionaryName.IsCode(id))
        {
            return id;
        }

        place.Report($"{Wording.Quote(id)} is no id: it must be 1 to 64 of letters, digits and _ - . : and begin with a letter or digit");
        return null;
    }
}
