using System.Globalization;
using System.Text.Json;

namespace FederatedGateway.Queries;

/// <summary>A JSON value with its place, and the list that collects what is wrong with the document.</summary>
internal readonly record struct JsonPlace(JsonElement Value, string Place, List<DictionaryError> Errors)
{
    public const int LongestText = 200;

    public void Report(string message) => Errors.Add(new DictionaryError(Place, message));

    /// <summary>The value as an object that has the required members and none but these; null after a report.</summary>
    public Dictionary<string, JsonPlace>? Object(string[] required, params string[] optional)
    {
        if (Members() is not { } members)
        {
            return null;
        }

        foreach (var name in members.Keys.Where(name => !required.Contains(name) && !optional.Contains(name)))
        {
            members[name].Report($"is not known here. Known: {string.Join(", ", required.Concat(optional))}");
        }

        var missing = required.Where(name => !members.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
        {
            Report($"lacks {string.Join(", ", missing)}");
        }

        return missing.Length == 0 ? members : null;
    }

    /// <summary>The members of an object with names of the author's choice; null after a report.</summary>
    public Dictionary<string, JsonPlace>? Members()
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            Report("must be an object");
            return null;
        }

        var (pointer, errors) = (Place, Errors);
        return Value.EnumerateObject().ToDictionary(
            member => member.Name, member => new JsonPlace(member.Value, $"{pointer}/{Escape(member.Name)}", errors), StringComparer.Ordinal);
    }

    /// <summary>The items of an array with at least one; null after a report.</summary>
    public IReadOnlyList<JsonPlace>? Items()
    {
        if (Value.ValueKind != JsonValueKind.Array || Value.GetArrayLength() == 0)
        {
            Report("must be an array with at least one item");
            return null;
        }

        var (pointer, errors) = (Place, Errors);
        return [.. Value.EnumerateArray().Select((item, i) => new JsonPlace(item, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}"), errors))];
    }

    /// <summary>Text for people: 1 to 200 printable characters; null after a report.</summary>
    public string? Text()
    {
        var text = String();
        if (text is null || (text.Length is > 0 and <= LongestText && text.EnumerateRunes().All(Wording.IsPrintable)))
        {
            return text;
        }

        Report($"must be 1 to {LongestText} printable characters");
        return null;
    }

    /// <summary>Any text; null after a report.</summary>
    public string? String()
    {
        if (Value.ValueKind == JsonValueKind.String)
        {
            return Value.GetString();
        }

        Report("must be text");
        return null;
    }

    /// <summary>A whole number within bounds; null after a report.</summary>
    public int? Whole(int min, int max)
    {
        if (Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var number) && min <= number && number <= max)
        {
            return number;
        }

        Report(string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
        return null;
    }

    /// <summary>A decimal number as an integer in units of 10^-decimals, exactly; null after a report.</summary>
    public long? Fixed(int decimals)
    {
        if (Value.ValueKind != JsonValueKind.Number
            || !decimal.TryParse(Value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > FixedPoint.Largest || IsRounded(Value.GetRawText(), number))
        {
            Report($"must be a number of at most {FixedPoint.Largest}");
            return null;
        }

        var scaled = number * (decimal)Math.Pow(10, decimals);
        if (scaled != decimal.Truncate(scaled) || Math.Abs(scaled) > FixedPoint.Largest)
        {
            Report(string.Create(CultureInfo.InvariantCulture, $"must have at most {decimals} decimals, and at most {FixedPoint.Largest} when written without the point"));
            return null;
        }

        return (long)scaled;
    }

    // decimal rounds what is beyond 28 digits, silently, and a bound must be exact.
    private static bool IsRounded(string written, decimal read) =>
        written.Length > 28 || (read == 0 && written.TakeWhile(c => c is not ('e' or 'E')).Any(c => c is >= '1' and <= '9'));

    private static string Escape(string name) => Wording.Safe(name).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
