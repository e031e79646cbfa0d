using System.Text.Json;
using System.Text.RegularExpressions;

namespace FederatedGateway.Queries;

/// <summary>Reads one column of a dictionary document.</summary>
internal static class ColumnReader
{
    private const int LongestPattern = 200;
    private const int LongestValue = 256;
    private const int MostYears = 100;
    private const int FirstYear = 1;
    private const int LastYear = 9999;

    private static readonly string[] Always = ["name", "title", "type"];

    public static Column? Read(JsonPlace place, Dictionary<string, Codelist> codelists, IReadOnlySet<string> brokenLists)
    {
        if (place.Value.ValueKind != JsonValueKind.Object || !place.Value.TryGetProperty("type", out var kind) || kind.ValueKind != JsonValueKind.String)
        {
            place.Report("must be an object with name, title and type: code, month, date, pattern or number");
            return null;
        }

        return kind.GetString() switch
        {
            "code" => Of(place, ["codelist"], [], members => Code(members["codelist"], codelists, brokenLists)),
            "month" => Of(place, ["from", "until"], [], members => Month(place, members)),
            "date" => Of(place, ["from", "until"], [], members => Date(place, members)),
            "pattern" => Of(place, ["pattern", "maxLength"], [], members => Pattern(members)),
            "number" => Of(place, ["decimals", "min", "max"], ["unitTotal", "unitOfMeasure"], members => Number(place, members)),
            var other => Unknown(place, other!),
        };
    }

    private static Column? Unknown(JsonPlace place, string type)
    {
        place.Report($"type {Wording.Quote(type)} is not known. Known: code, month, date, pattern, number");
        return null;
    }

    private static Column? Of(JsonPlace place, string[] required, string[] optional, Func<Dictionary<string, JsonPlace>, ColumnType?> read)
    {
        if (place.Object([.. Always, .. required], [.. optional, "nulls"]) is not { } members)
        {
            return null;
        }

        var name = members["name"].String();
        var named = name is not null && DictionaryName.Check(name, members["name"]);
        var title = members["title"].Text();
        var type = read(members);
        if (!named || title is null || type is null)
        {
            return null;
        }

        var column = new Column(name!, title, type);
        return members.TryGetValue("nulls", out var nulls) ? NullRuleReader.Read(nulls, column) : column;
    }

    private static CodeType? Code(JsonPlace place, Dictionary<string, Codelist> codelists, IReadOnlySet<string> brokenLists)
    {
        if (place.String() is not { } id)
        {
            return null;
        }

        if (codelists.TryGetValue(id, out var codelist))
        {
            return new CodeType(codelist);
        }

        if (!brokenLists.Contains(id))
        {
            place.Report($"{Wording.Quote(id)} is no codelist. Codelists: {Wording.Nearest(id, codelists.Keys)}");
        }

        return null;
    }

    private static MonthType? Month(JsonPlace place, Dictionary<string, JsonPlace> members) => (Month(members["from"]), Month(members["until"])) switch
    {
        ({ } from, { } until) when IsPeriod(place, from <= until, from.Year, until.Year) => new MonthType(from, until),
        _ => null,
    };

    private static DateType? Date(JsonPlace place, Dictionary<string, JsonPlace> members) => (Date(members["from"]), Date(members["until"])) switch
    {
        ({ } from, { } until) when IsPeriod(place, from <= until, from.Year, until.Year) => new DateType(from, until),
        _ => null,
    };

    // A century is far more than any question needs and keeps every walk over the months or dates short. Beyond the first and the last year of the calendar databases write other things.
    private static bool IsPeriod(JsonPlace place, bool ordered, int from, int until)
    {
        if (ordered && until - from <= MostYears && from > FirstYear && until < LastYear)
        {
            return true;
        }

        place.Report($"from must not be after until, nor more than {MostYears} years before it, and both must lie after the year {FirstYear} and before the year {LastYear}");
        return false;
    }

    private static YearMonth? Month(JsonPlace place)
    {
        if (place.String() is not { } text)
        {
            return null;
        }

        if (YearMonth.TryParse(text, out var month))
        {
            return month;
        }

        place.Report($"{Wording.Quote(text)} is no month: write four digits, a hyphen and two digits, such as 2025-01");
        return null;
    }

    private static DateOnly? Date(JsonPlace place)
    {
        if (place.String() is not { } text)
        {
            return null;
        }

        if (DateType.TryParse(text, out var date))
        {
            return date;
        }

        place.Report($"{Wording.Quote(text)} is no date: write year, month and day as 2025-01-31");
        return null;
    }

    private static PatternType? Pattern(Dictionary<string, JsonPlace> members)
    {
        var (pattern, length) = (members["pattern"].Text(), members["maxLength"].Whole(1, LongestValue));
        if (pattern is null || length is null)
        {
            return null;
        }

        if (pattern.Length > LongestPattern || !pattern.StartsWith('^') || !pattern.EndsWith('$'))
        {
            members["pattern"].Report($"must begin with ^, end with $ and have at most {LongestPattern} characters");
            return null;
        }

        try
        {
            return new PatternType(pattern, length.Value);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            members["pattern"].Report($"is no regular expression that can be matched in linear time (no look-around, no back references): {Wording.Safe(e.Message)}");
            return null;
        }
    }

    private static NumberType? Number(JsonPlace place, Dictionary<string, JsonPlace> members)
    {
        if (members["decimals"].Whole(0, FixedPoint.MostDecimals) is not { } decimals)
        {
            return null;
        }

        var (min, max) = (members["min"].Fixed(decimals), members["max"].Fixed(decimals));
        var unit = members.TryGetValue("unitOfMeasure", out var measure) ? measure.Text() : "";
        (long Min, long Max)? total = null;
        if (members.TryGetValue("unitTotal", out var bounds))
        {
            total = Total(bounds, decimals);
            if (total is null)
            {
                return null;
            }
        }

        if (min is null || max is null || unit is null)
        {
            return null;
        }

        if (min < max)
        {
            return new NumberType(decimals, min.Value, max.Value, total, unit);
        }

        place.Report("min must be below max");
        return null;
    }

    private static (long Min, long Max)? Total(JsonPlace place, int decimals)
    {
        if (place.Object(["min", "max"]) is not { } members)
        {
            return null;
        }

        var (min, max) = (members["min"].Fixed(decimals), members["max"].Fixed(decimals));
        if (min is null || max is null || min < max)
        {
            return min is null || max is null ? null : (min.Value, max.Value);
        }

        place.Report("min must be below max");
        return null;
    }
}
