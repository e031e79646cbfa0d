using System.Text.Json;

namespace FederatedGateway.Queries;

/// <summary>Reads the public tables of a dictionary document.</summary>
internal static class PublicTableReader
{
    public static Dictionary<string, PublicTable> Read(JsonPlace? tables, Dictionary<string, Codelist> codelists, IReadOnlyCollection<string> datasets)
    {
        var read = new Dictionary<string, PublicTable>(StringComparer.Ordinal);
        foreach (var (id, place) in tables?.Members() ?? [])
        {
            if (datasets.Contains(id))
            {
                place.Report($"{id} is a dataset too; choose another name");
            }
            else if (DictionaryName.Check(id, place) && One(id, place, codelists) is { } table)
            {
                read.Add(id, table);
            }
        }

        return read;
    }

    private static PublicTable? One(string id, JsonPlace place, Dictionary<string, Codelist> codelists)
    {
        if (place.Object(["title", "key", "attributes", "rows"]) is not { } members
            || members["key"].Object(["name", "codelist"]) is not { } key
            || key["name"].String() is not { } name || !DictionaryName.Check(name, key["name"])
            || ListOf(key["codelist"], codelists) is not { } codelist
            || members["title"].Text() is not { } title
            || members["attributes"].Items() is not { } attributes)
        {
            return null;
        }

        var names = attributes.Select(NameOf).ToArray();
        var rows = Rows(members["rows"], name, codelist, [.. names.OfType<string>()]);
        var unmatched = codelist.Codes.Select(code => code.Id).Where(code => !rows.ContainsKey(code)).ToArray();
        var columns = attributes.Zip(names)
            .Select(pair => pair.Second is null ? null : Attribute(pair.First, pair.Second, codelists, [.. codelist.Codes.Select(code => rows.TryGetValue(code.Id, out var row) ? (JsonPlace?)row[pair.Second] : null)]))
            .ToArray();
        foreach (var twice in names.OfType<string>().Append(name).CountBy(one => one, StringComparer.Ordinal).Where(pair => pair.Value > 1))
        {
            place.Report($"{twice.Key} is in the table twice");
        }

        return columns.All(column => column is not null) ? new PublicTable(id, title, name, codelist, columns!, unmatched) : null;
    }

    private static string? NameOf(JsonPlace attribute) =>
        attribute.Value.ValueKind == JsonValueKind.Object && attribute.Value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
        && DictionaryName.Check(name.GetString()!, attribute)
            ? name.GetString()
            : Report(attribute, "must be an object with name, title and type: code or number");

    private static Dictionary<string, Dictionary<string, JsonPlace>> Rows(JsonPlace place, string key, Codelist codelist, string[] names)
    {
        var rows = new Dictionary<string, Dictionary<string, JsonPlace>>(StringComparer.Ordinal);
        foreach (var item in place.Items() ?? [])
        {
            if (item.Object([key, .. names.Distinct(StringComparer.Ordinal)]) is not { } row || row[key].String() is not { } code)
            {
                continue;
            }

            if (!codelist.Contains(code))
            {
                row[key].Report($"{Wording.Quote(code)} is no code of {codelist.Id}. Nearest: {Wording.Nearest(code, [.. codelist.Codes.Select(known => known.Id)])}");
            }
            else if (!rows.TryAdd(code, row))
            {
                row[key].Report($"{code} is in the table twice");
            }
        }

        return rows;
    }

    private static PublicColumn? Attribute(JsonPlace place, string name, Dictionary<string, Codelist> codelists, IReadOnlyList<JsonPlace?> values)
    {
        var type = place.Value.TryGetProperty("type", out var kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString() : null;
        return type switch
        {
            "code" => Codes(place, name, codelists, values),
            "number" => Numbers(place, name, values),
            _ => Report<PublicColumn>(place, "type must be code or number"),
        };
    }

    private static PublicCodes? Codes(JsonPlace place, string name, Dictionary<string, Codelist> codelists, IReadOnlyList<JsonPlace?> values)
    {
        if (place.Object(["name", "title", "type", "codelist"], "otherwise") is not { } members
            || members["title"].Text() is not { } title || ListOf(members["codelist"], codelists) is not { } list)
        {
            return null;
        }

        var unmatched = values.Count(value => value is null);
        int? otherwise = members.TryGetValue("otherwise", out var declared) ? PlaceOf(declared, list) : null;
        if (otherwise is null && declared.Errors is null && unmatched > 0)
        {
            place.Report($"lacks otherwise, a code of {list.Id}: the table has no row for {unmatched} of {values.Count} keys");
        }

        var places = values.Select(value => value is { } one ? PlaceOf(one, list) : otherwise).ToArray();
        return places.All(at => at is not null) ? new PublicCodes(name, title, list, [.. places.Select(at => at!.Value)]) : null;
    }

    private static PublicNumbers? Numbers(JsonPlace place, string name, IReadOnlyList<JsonPlace?> values)
    {
        if (place.Object(["name", "title", "type", "decimals"]) is not { } members
            || members["title"].Text() is not { } title || members["decimals"].Whole(0, FixedPoint.MostDecimals) is not { } decimals)
        {
            return null;
        }

        var numbers = values.Select(value => value?.Fixed(decimals)).ToArray();
        foreach (var (value, number) in values.Zip(numbers).Where(pair => pair.Second < 0))
        {
            value!.Value.Report("must not be negative");
        }

        return new PublicNumbers(name, title, decimals, numbers);
    }

    private static Codelist? ListOf(JsonPlace place, Dictionary<string, Codelist> codelists) =>
        place.String() is not { } id ? null
            : codelists.GetValueOrDefault(id) ?? Report<Codelist>(place, $"{Wording.Quote(id)} is no codelist. Codelists: {Wording.Nearest(id, codelists.Keys)}");

    private static int? PlaceOf(JsonPlace place, Codelist list)
    {
        if (place.String() is { } code && list.PlaceOf(code) is { } found)
        {
            return found;
        }

        if (place.Value.ValueKind == JsonValueKind.String)
        {
            place.Report($"{Wording.Quote(place.Value.GetString()!)} is no code of {list.Id}. Nearest: {Wording.Nearest(place.Value.GetString()!, [.. list.Codes.Select(known => known.Id)])}");
        }

        return null;
    }

    private static string? Report(JsonPlace place, string message) => Report<string>(place, message);

    private static T? Report<T>(JsonPlace place, string message)
        where T : class
    {
        place.Report(message);
        return null;
    }
}
