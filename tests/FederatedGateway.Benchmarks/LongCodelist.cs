using System.Text;
using System.Text.Json.Nodes;
using FederatedGateway.Queries;

namespace FederatedGateway.Benchmarks;

/// <summary>A dictionary with a list of 35,000 codes and four levels above it, as small areas of England and Wales have, and the worst that can be written about it.</summary>
internal static class LongCodelist
{
    private const int Codes = 35_000;
    private const int LongestText = 16 * 1024;

    // How many codes each list has, from the finest: small areas, and 7,000, 1,000, 300 and 40 above them.
    private static readonly int[] Sizes = [Codes, 7_000, 1_000, 300, 40];

    public static DataDictionary Read() => DataDictionary.Read(Encoding.UTF8.GetBytes(Document().ToJsonString()));

    /// <summary>Questions and texts that are refused, each with what is long about it.</summary>
    public static IReadOnlyList<(string Name, string Sql)> Texts() =>
    [
        ("group by the list", "SELECT area, COUNT(*) FROM offences GROUP BY area"),
        ("roll-up over five levels", "SELECT COUNT(*) FROM offences GROUP BY ROLLUP(area_l4, area_l3, area_l2, area_l1, area)"),
        ("long IN list", Where($"area IN ({Filled("'a{0}'", ", ", 200)})")),
        ("long NOT IN list", Where($"area NOT IN ({Filled("'a{0}'", ", ", 200)})")),
        ("long IN list and its complement", Where($"area IN ({Filled("'a{0}'", ", ", 200)}) OR area_l4 <> 'l4x1'")),
        ("two IN lists", Where($"area IN ({Filled("'a{0}'", ", ", 8_400)}) AND area IN ({Filled("'a{0}'", ", ", 8_400)})")),
        ("condition on the top level", Where("area_l4 = 'l4x7'")),
        ("half of the top level", Where($"area_l4 IN ({string.Join(", ", Enumerable.Range(0, 20).Select(code => $"'l4x{2 * code}'"))})")),
        ("conditions on levels, as many as there may be", Where(string.Join(" OR ", Enumerable.Range(0, 250).Select(code => $"area_l1 = 'l1x{code}'")))),
        ("negated conditions on levels, as many as there may be", Where(string.Join(" AND ", Enumerable.Range(0, 250).Select(code => $"area_l4 <> 'l4x{code % 40}'")))),
        ("alternating conditions", Where(string.Join(" OR ", Enumerable.Range(0, 80).Select(code => $"(area <> 'a{code}' AND area_l1 = 'l1x{code}' AND month = '2025-0{1 + (code % 9)}')")))),
        ("CASE of many codes", $"SELECT COUNT(*) FROM offences GROUP BY CASE area {Filled("WHEN 'a{0}' THEN 'g{0}'", " ", 400)} ELSE 'rest' END"),
        ("CASE that keeps the codes", "SELECT COUNT(*) FROM offences GROUP BY CASE area WHEN 'a1' THEN 'one' ELSE area END"),
        ("CASE on a level", "SELECT COUNT(*) FROM offences GROUP BY CASE WHEN area_l4 = 'l4x1' THEN 'one' WHEN area_l3 <> 'l3x7' THEN 'two' ELSE 'three' END"),
        ("CASE on the top level, by the codes", "SELECT COUNT(*) FROM offences GROUP BY CASE WHEN area_l4 IN ('l4x1', 'l4x2') THEN 'one' ELSE 'two' END, month"),
        ("rate by level", "SELECT area_l4, 1000.0 * COUNT(*) / people.residents FROM offences JOIN people ON people.area = area GROUP BY area_l4"),
        ("rate of a long list", $"SELECT 1000.0 * COUNT(*) / people.residents FROM offences JOIN people ON people.area = area WHERE area NOT IN ({Filled("'a{0}'", ", ", 400)})"),
        ("unknown code", Where("area = 'b17'")),
        ("long unknown code", Where($"area = '{new string('a', 64)}'")),
        ("unknown code at the end of a long list", Where($"area IN ({Filled("'a{0}'", ", ", 200)}, 'nowhere')")),
    ];

    private static string Where(string condition) => $"SELECT COUNT(*) FROM offences WHERE {condition}";

    // As many as the text has room for, less what is around them.
    private static string Filled(string item, string separator, int left)
    {
        var text = new StringBuilder();
        for (int code = 1; code < Codes; code += 23)
        {
            string next = string.Format(System.Globalization.CultureInfo.InvariantCulture, item, code);
            if (text.Length + separator.Length + next.Length + left > LongestText)
            {
                break;
            }

            text.Append(text.Length == 0 ? "" : separator).Append(next);
        }

        return text.ToString();
    }

    private static JsonObject Document()
    {
        var lists = new JsonObject();
        foreach (int level in Enumerable.Range(0, Sizes.Length))
        {
            var list = new JsonObject { ["title"] = $"Level {level}", ["codes"] = new JsonArray([.. Enumerable.Range(0, Sizes[level]).Select(code => CodeOf(level, code))]) };
            if (level + 1 < Sizes.Length)
            {
                list["parentList"] = $"l{level + 1}";
            }

            lists[level == 0 ? "area" : $"l{level}"] = list;
        }

        JsonNode[] columns =
        [
            new JsonObject { ["name"] = "month", ["title"] = "Month", ["type"] = "month", ["from"] = "2025-01", ["until"] = "2025-12" },
            new JsonObject { ["name"] = "area", ["title"] = "Area", ["type"] = "code", ["codelist"] = "area" },
        ];
        return new JsonObject
        {
            ["kind"] = DataDictionary.Kind, ["id"] = "long", ["version"] = 1, ["title"] = "Long lists",
            ["codelists"] = lists,
            ["publicTables"] = new JsonObject { ["people"] = People() },
            ["datasets"] = new JsonObject
            {
                ["offences"] = new JsonObject
                {
                    ["title"] = "Offences", ["unit"] = "incident", ["time"] = "month",
                    ["contribution"] = new JsonObject { ["maxGroups"] = 1, ["maxRowsPerGroup"] = 1 },
                    ["columns"] = new JsonArray(columns),
                },
            },
        };
    }

    private static JsonObject People() => new()
    {
        ["title"] = "Residents",
        ["key"] = new JsonObject { ["name"] = "area", ["codelist"] = "area" },
        ["attributes"] = new JsonArray(new JsonObject { ["name"] = "residents", ["title"] = "Residents", ["type"] = "number", ["decimals"] = 0 }),
        ["rows"] = new JsonArray([.. Enumerable.Range(0, Codes).Select(code => (JsonNode)new JsonObject { ["area"] = $"a{code}", ["residents"] = 1_500 + (code % 700) })]),
    };

    private static JsonObject CodeOf(int level, int code)
    {
        var made = new JsonObject { ["id"] = IdOf(level, code), ["title"] = $"Area {code}" };
        if (level + 1 < Sizes.Length)
        {
            // Neighbours in the list have different parents, so that a level is scattered over it.
            made["parent"] = IdOf(level + 1, code % Sizes[level + 1]);
        }

        return made;
    }

    private static string IdOf(int level, int code) => level == 0 ? $"a{code}" : $"l{level}x{code}";
}
